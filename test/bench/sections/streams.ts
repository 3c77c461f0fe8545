import type { Bench } from '../bench.ts';
import type { Contender } from '../contender.ts';
import { bareRelay, sentinelOn, undiciRelay } from '../contenders.ts';
import { debianPeers } from '../debian-peers.ts';
import { helper } from '../helper.ts';
import { startSlowOrigin } from '../origin.ts';
import { cpuSeconds } from '../process-tree.ts';
import { median, table } from '../table.ts';
import type { Section } from './section.ts';

const streamCount = 50;
const everyMs = 10;
const measured: readonly Contender[] = [
  undiciRelay,
  bareRelay,
  sentinelOn('node'),
  sentinelOn('deno'),
  sentinelOn('bun'),
  debianPeers[0]!,
];

interface Streamed {
  readonly events: number;
  readonly firstP50Ms: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly micros: number;
}

/** Event streams: how long events are on their way, and what each costs. */
export const streams: Section = {
  name: 'streams',
  title: 'Event streams',
  async run(bench, chosen) {
    const origin = await startSlowOrigin(bench);
    const running = await Promise.all(
      measured.filter(({ name }) => chosen(name)).map((each) => bench.start(each, origin)),
    );
    const targets = [
      { name: 'direct', port: origin, pid: undefined },
      ...running.map(({ contender, port, pid }) => ({ name: contender.name, port, pid })),
    ];
    const found = await rounds(bench, targets);
    await Promise.all(running.map((each) => each.stop()));
    return `${streamCount} streams at once, an event of 85 bytes every ${everyMs} ms in each. The first event is timed from
the request on; the others from the origin's writing to the client's reading.

${tableOf(found)}`;
  },
};

interface Target {
  readonly name: string;
  readonly port: number;
  readonly pid: number | undefined;
}

async function rounds(bench: Bench, targets: readonly Target[]): Promise<ReadonlyMap<string, readonly Streamed[]>> {
  const found = new Map<string, Streamed[]>();
  const events = bench.effort.seconds * (1000 / everyMs);
  for (let round = 0; round <= bench.effort.rounds; round += 1) {
    for (const { name, port, pid } of targets) {
      const before = pid === undefined ? 0 : cpuSeconds(pid);
      const result = await helper<Streamed>('stream-client.ts', [port, streamCount, events, everyMs]);
      const spent = pid === undefined ? Number.NaN : cpuSeconds(pid) - before;
      const streamed = { ...result, micros: (spent * 1e6) / result.events };
      // The first round warms up.
      if (round > 0) found.set(name, [...(found.get(name) ?? []), streamed]);
    }
  }
  return found;
}

function tableOf(found: ReadonlyMap<string, readonly Streamed[]>): string {
  const of = (name: string, key: keyof Streamed): number => median((found.get(name) ?? []).map((each) => each[key]));
  const rows = [...found.keys()].map((name) => [
    name,
    of(name, 'firstP50Ms').toFixed(2),
    (of(name, 'firstP50Ms') - of('direct', 'firstP50Ms')).toFixed(2),
    of(name, 'delayP50Ms').toFixed(2),
    of(name, 'delayP99Ms').toFixed(2),
    name === 'direct' ? '' : of(name, 'micros').toFixed(1),
    name === 'direct' ? '' : (of(name, 'micros') / of(undiciRelay.name, 'micros')).toFixed(2),
  ]);
  const head = ['relay', 'first event ms', 'added ms', 'event p50 ms', 'event p99 ms', 'CPU µs / event'];
  return table([...head, `to ${undiciRelay.name}`], rows);
}
