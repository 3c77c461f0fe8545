import { sentinelOn } from '../contenders.ts';
import { load } from '../load.ts';
import { startOrigin } from '../origin.ts';
import { cpuSeconds } from '../process-tree.ts';
import { median, table } from '../table.ts';
import type { Section } from './section.ts';

/** One process and two, with both processors for everything. */
export const scaling: Section = {
  name: 'scaling',
  title: 'Several processes (`worker-threads`)',
  async run(bench) {
    const origin = await startOrigin(bench);
    const counts = [1, 2];
    const running = await Promise.all(
      counts.map((workers) => bench.start(sentinelOn('node', { workers }), origin, { processors: '0,1' })),
    );
    const found = counts.map((): { perSecond: number; micros: number; p99Ms: number }[] => []);
    for (let round = 0; round <= bench.effort.rounds; round += 1) {
      for (const [i, { pid, port }] of running.entries()) {
        const before = cpuSeconds(pid);
        const url = `http://127.0.0.1:${port}/measured`;
        const result = await load({ ...bench.effort, url, processors: '0,1' });
        const micros = ((cpuSeconds(pid) - before) * 1e6) / result.requests;
        if (round > 0) found[i]!.push({ perSecond: result.requests / result.seconds, micros, p99Ms: result.p99Ms });
      }
    }
    await Promise.all(running.map((each) => each.stop()));
    const rows = counts.map((count, i) => [
      String(count),
      median(found[i]!.map(({ perSecond }) => perSecond)).toFixed(0),
      median(found[i]!.map(({ micros }) => micros)).toFixed(1),
      median(found[i]!.map(({ p99Ms }) => p99Ms)).toFixed(2),
    ]);
    return `On both processors, which load and origin need too: with two processors there is little to gain, and the cost of a
request says more than the rate.

${table(['processes', 'requests / s', 'CPU µs / request', 'p99 ms'], rows)}`;
  },
};
