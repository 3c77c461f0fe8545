import type { Worker } from 'node:cluster';
import { clearTimeout, setTimeout } from 'node:timers';
import type { ProcessSamples } from '../../shared/telemetry/metrics/metrics-text.ts';
import type { Order, Report } from './messages.ts';

/** Longest wait for a worker: one that is too busy to answer is left out. */
const withinMs = 1_000;

/** Gives a worker the metrics of the others. */
export async function gatherMetrics(wanting: Worker, all: Iterable<Worker>): Promise<void> {
  const others = [...all].filter((worker) => worker !== wanting && worker.isConnected());
  const told = await Promise.all(others.map(metricsOf));
  const processes = told.filter((one) => one !== undefined);
  if (wanting.isConnected()) wanting.send({ order: 'take-metrics', processes } satisfies Order);
}

function metricsOf(worker: Worker): Promise<ProcessSamples | undefined> {
  return new Promise((resolve) => {
    const finish = (samples?: ProcessSamples['samples']): void => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      resolve(samples && { worker: String(worker.id), samples });
    };
    const onMessage = (report: Report): void => {
      if (report.report === 'metrics') finish(report.samples);
    };
    const onExit = (): void => finish();
    const timer = setTimeout(onExit, withinMs).unref();
    worker.on('message', onMessage);
    worker.on('exit', onExit);
    worker.send({ order: 'tell-metrics' } satisfies Order);
  });
}
