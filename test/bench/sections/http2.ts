import type { Running } from '../bench.ts';
import { sentinelOn } from '../contenders.ts';
import { encryptingNginx } from '../debian-peers.ts';
import { helper } from '../helper.ts';
import type { LoadResult } from '../load.ts';
import { startOrigin } from '../origin.ts';
import { cpuSeconds } from '../process-tree.ts';
import { median, table } from '../table.ts';
import type { Section } from './section.ts';

const connections = 4;
const streams = 16;
const measured = [
  encryptingNginx,
  ...(['node', 'deno'] as const).map((runtime) => sentinelOn(runtime, { encrypts: true })),
];

interface Sample extends LoadResult {
  readonly micros: number;
}

/** HTTP/2 towards the client. */
export const http2: Section = {
  name: 'http2',
  title: 'GET over HTTP/2',
  async run(bench, chosen) {
    const origin = await startOrigin(bench);
    const running: Running[] = [];
    for (const each of measured.filter(({ name }) => chosen(name)))
      running.push(await bench.start(each, origin, { secure: true }));
    const found = new Map<string, Sample[]>();
    for (let round = 0; round <= bench.effort.rounds; round += 1) {
      for (const { contender, pid, port } of running) {
        const before = cpuSeconds(pid);
        const result = await helper<LoadResult>('h2-client.ts', [port, bench.effort.seconds, connections, streams]);
        const micros = ((cpuSeconds(pid) - before) * 1e6) / result.requests;
        // The first round warms up.
        if (round > 0) found.set(contender.name, [...(found.get(contender.name) ?? []), { ...result, micros }]);
      }
    }
    await Promise.all(running.map((each) => each.stop()));
    return `${connections} connections with TLS, ${streams} requests at once on each; HTTP/1.1 to the origin. The client is one of \`node:http2\`,
which bounds the rate; Bun has no HTTP/2 that holds.

${tableOf(found)}`;
  },
};

function tableOf(found: ReadonlyMap<string, readonly Sample[]>): string {
  const of = (name: string, key: keyof Sample): number => median((found.get(name) ?? []).map((each) => each[key]));
  const [first = ''] = found.keys();
  const rows = [...found.keys()].map((name) => [
    name,
    of(name, 'micros').toFixed(1),
    (of(name, 'micros') / of(first, 'micros')).toFixed(2),
    (of(name, 'requests') / of(name, 'seconds')).toFixed(0),
    of(name, 'p50Ms').toFixed(2),
    of(name, 'p99Ms').toFixed(2),
    of(name, 'errors').toFixed(0),
  ]);
  return table(['contender', 'CPU µs / request', `to ${first}`, 'requests / s', 'p50 ms', 'p99 ms', 'errors'], rows);
}
