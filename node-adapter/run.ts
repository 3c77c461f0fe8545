import type { ConfigSource } from './config-source.ts';
import { isDaemon, startDaemon } from './daemon.ts';
import { becomeUser, enterDirectory, writePidFile } from './process-settings.ts';
import { Reloads } from './reloads.ts';
import { RunningSentinel } from './running-sentinel.ts';
import { onSignal } from './signals.ts';
import { isWorker, runWorker } from './workers/run-worker.ts';
import { runWorkers } from './workers/run-workers.ts';
import { workerCount } from './workers/worker-count.ts';

/** What a run needs to tell. */
export interface RunOutput {
  /** A line for people and supervisors, on the standard output. */
  out(text: string): void;
}

/** Serves by the configuration until the process is told to end. Answers the exit code; rejects when it cannot start. */
export async function run(source: ConfigSource, output: RunOutput): Promise<number> {
  if (isWorker()) return runWorker(source);
  const config = await source.load();
  if (config.system.daemon && !isDaemon()) return startDaemon(output);
  if (workerCount(config) > 1) return runWorkers(source, config, output);
  enterDirectory(config.system);
  const reloads = new Reloads(source);
  reloads.watch(config.system.autoReload);
  onSignal('SIGHUP', reloads.ask);
  const running = await RunningSentinel.start(config);
  const removePidFile = writePidFile(config.system);
  becomeUser(config.system);
  onSignal('SIGUSR1', () => running.reopenLogs());
  const ended = untilEnd(running);
  // Whoever reads this may send a signal at once: from here on, all of them are heard.
  announce(running, output);
  reloads.serve(running);
  await ended;
  source.unwatch();
  removePidFile();
  return 0;
}

/** Says where Sentinel can be reached. */
export function announce(running: RunningSentinel, { out }: RunOutput): void {
  for (const { id, url } of running.listeners) out(`sentinel: listening on ${url} (listener "${id}")`);
}

/**
 * Resolves when the process was told to end, by one of these signals, and everything under way has. A second signal
 * ends it at once.
 */
export async function untilEnd(
  running: RunningSentinel,
  signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'],
): Promise<void> {
  keepGoing(running);
  const signal = await new Promise<string>((resolve) => {
    for (const one of signals) onSignal(one, () => resolve(one));
  });
  for (const one of signals) onSignal(one, () => leave(running));
  running.log.say('info', 'draining', { signal });
  await running.drain();
  running.log.say('info', 'ended');
  running.flushLogs();
}

/** A mistake in the handling of one request must not end all others. It is logged, with its place. */
export function keepGoing(running: RunningSentinel): void {
  const report = (error: unknown): void => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    running.log.say('error', 'unexpected failure', { stack });
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
}

function leave(running: RunningSentinel): void {
  running.log.say('warn', 'ended before requests under way were done');
  running.flushLogs();
  process.exit(1);
}
