import cluster from 'node:cluster';
import type { ConfigSource } from '../config-source.ts';
import { messageOf } from '../message-of.ts';
import { becomeUser, enterDirectory } from '../process-settings.ts';
import { keepGoing } from '../run.ts';
import { RunningSentinel } from '../running-sentinel.ts';
import { onSignal } from '../signals.ts';
import type { Order, Report } from './messages.ts';
import { hasWorkerEnvironment, workerConfig } from './worker-config.ts';

/** Whether this process is one of several that serve the same listeners. */
export function isWorker(): boolean {
  // A process manager may run us as a worker of its own; that one is told nothing here.
  return cluster.isWorker && hasWorkerEnvironment();
}

/** Serves as one of several processes until told to end. Answers the exit code. */
export async function runWorker(source: ConfigSource): Promise<number> {
  const running = await started(source);
  if (running === undefined) return 1;
  keepGoing(running);
  const drained = untilDrained(running);
  process.on('message', (message: Order) => obey(message, running, source));
  tell({ report: 'listening', listeners: running.listeners });
  await drained;
  running.flushLogs();
  process.disconnect();
  return 0;
}

async function started(source: ConfigSource): Promise<RunningSentinel | undefined> {
  try {
    const config = workerConfig(await source.load());
    enterDirectory(config.system);
    const running = await RunningSentinel.start(config);
    becomeUser(config.system);
    return running;
  } catch (error) {
    tell({ report: 'failed', reason: messageOf(error) });
    process.disconnect();
    return undefined;
  }
}

/**
 * Told to end by the process in charge, or by name. The terminal interrupts all processes at once; there, the process
 * in charge speaks for all.
 */
async function untilDrained(running: RunningSentinel): Promise<void> {
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGUSR1'] as const) onSignal(signal, () => {});
  await new Promise<void>((resolve) => {
    process.on('SIGTERM', () => resolve());
    process.on('message', ({ order }: Order) => {
      if (order === 'drain') resolve();
    });
  });
  await running.drain();
}

function obey(message: Order, running: RunningSentinel, source: ConfigSource): void {
  const { order } = message;
  if (order === 'reload') void reload(running, source);
  else if (order === 'reopen-logs') running.reopenLogs();
  else if (order === 'tell-metrics') tell({ report: 'metrics', samples: running.samples() ?? {} });
  else if (order === 'purge') running.purge(message.what, message.how);
  else if (order === 'leave') {
    running.flushLogs();
    process.exit(1);
  }
}

async function reload(running: RunningSentinel, source: ConfigSource): Promise<void> {
  running.reopenLogs();
  try {
    await running.replace(workerConfig(await source.load()));
    tell({ report: 'reloaded', reason: undefined });
  } catch (error) {
    tell({ report: 'reloaded', reason: messageOf(error) });
  }
}

function tell(report: Report): void {
  process.send?.(report);
}
