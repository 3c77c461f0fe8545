import { Fault } from '../shared/errors/fault.ts';
import type { ConfigSource } from './config-source.ts';
import { isDaemon, startDaemon } from './daemon.ts';
import { becomeUser, enterDirectory, writePidFile } from './process-settings.ts';
import { RunningSentinel } from './running-sentinel.ts';
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
  const running = await RunningSentinel.start(config);
  const removePidFile = writePidFile(config.system);
  becomeUser(config.system);
  const reload = reloader(running, source);
  if (config.system.autoReload) source.watch(reload);
  onSignal('SIGHUP', reload);
  onSignal('SIGUSR1', () => running.reopenLogs());
  const ended = untilEnd(running);
  // Whoever reads this may send a signal at once: from here on, all of them are heard.
  announce(running, output);
  await ended;
  source.unwatch();
  removePidFile();
  return 0;
}

/** Says where Sentinel can be reached. */
export function announce(running: RunningSentinel, { out }: RunOutput): void {
  for (const { id, url } of running.listeners) out(`sentinel: listening on ${url} (listener "${id}")`);
}

/** Resolves when the process was told to end and everything under way has. A second signal ends it at once. */
export async function untilEnd(running: RunningSentinel): Promise<void> {
  keepGoing(running);
  const signal = await new Promise<string>((resolve) => {
    onSignal('SIGTERM', () => resolve('SIGTERM'));
    onSignal('SIGINT', () => resolve('SIGINT'));
  });
  onSignal('SIGTERM', () => leave(running));
  onSignal('SIGINT', () => leave(running));
  running.log.say('info', 'draining', { signal });
  await running.drain();
  running.log.say('info', 'ended');
  running.flushLogs();
}

/** One reading at a time; what asks for one meanwhile gets another right after. */
function reloader(running: RunningSentinel, source: ConfigSource): () => void {
  let isReading = false;
  let isWanted = false;
  return async function reload(): Promise<void> {
    isWanted = true;
    if (isReading) return;
    isReading = true;
    while (isWanted) {
      isWanted = false;
      running.reopenLogs();
      await replace(running, source);
      if (running.config.system.autoReload) source.watch(reload);
      else source.unwatch();
    }
    isReading = false;
  };
}

async function replace(running: RunningSentinel, source: ConfigSource): Promise<void> {
  try {
    const config = await source.load();
    await running.replace(config);
    running.log.say('info', 'configuration reloaded', { file: source.path });
  } catch (error) {
    const reason = messageOf(error);
    running.noteRefusedConfig();
    running.log.say('error', 'configuration not reloaded; the one before stays in force', { reason });
  }
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

/** Listens for a signal, where the system has it. */
export function onSignal(signal: NodeJS.Signals, act: () => void): void {
  try {
    process.on(signal, act);
  } catch {
    // Not every system has every signal.
  }
}

/** What to tell people of a failure: its message, without the trace. */
export function messageOf(error: unknown): string {
  // What a fault says to clients is no help to who runs the program.
  if (error instanceof Fault && error.detail !== undefined) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
