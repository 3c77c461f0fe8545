import cluster from 'node:cluster';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Siblings } from '../../shared/handlers/builtin.ts';
import type { ProcessSamples } from '../../shared/telemetry/metrics/metrics-text.ts';
import type { Order, Report } from './messages.ts';
import { hasWorkerEnvironment } from './worker-config.ts';

/** Longest wait for the process in charge, which waits for the others for less. */
const withinMs = 2_000;

/** The processes beside this one; `undefined` where it serves alone. */
export function workerSiblings(): Siblings | undefined {
  const own = cluster.worker?.id;
  if (own === undefined || !hasWorkerEnvironment()) return undefined;
  let asking: Promise<readonly ProcessSamples[]> | undefined;
  return {
    own: String(own),
    ask() {
      // Whoever asks meanwhile gets the same answer.
      asking ??= asked().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    purge(what, how) {
      process.send?.({ report: 'purged', what, how } satisfies Report);
    },
  };
}

function asked(): Promise<readonly ProcessSamples[]> {
  return new Promise((resolve) => {
    const finish = (processes: readonly ProcessSamples[]): void => {
      clearTimeout(timer);
      process.off('message', onMessage);
      resolve(processes);
    };
    const onMessage = (message: Order): void => {
      if (message.order === 'take-metrics') finish(message.processes);
    };
    const timer = setTimeout(finish, withinMs, []).unref();
    process.on('message', onMessage);
    process.send?.({ report: 'wants-metrics' } satisfies Report);
  });
}
