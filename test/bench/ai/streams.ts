import type { Bench } from '../bench.ts';
import { helper } from '../helper.ts';
import { cpuSeconds } from '../process-tree.ts';
import type { Chosen } from '../sections/section.ts';
import { median, table } from '../table.ts';
import { aiContenders } from './contenders.ts';
import { startRelay, startStreamOrigin } from './stage.ts';

const streamCount = 50;
const everyMs = 10;
/** Short streams, one after the other, that tell the time to the first token without any crowd. */
const shortStreams = 150;
/** Streams that only begin and end, until compilers are done with the way to the first token. */
const warmingStreams = 3_000;

interface Streamed {
  readonly events: number;
  readonly firstP10Ms: number;
  readonly firstP50Ms: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly micros: number;
}

interface Target {
  readonly name: string;
  readonly baseline: string;
  readonly port: number;
  readonly pid: number | undefined;
}

/** Chats answered piece by piece. */
export async function chatStreams(bench: Bench, chosen: Chosen): Promise<string> {
  const origin = await startStreamOrigin(bench);
  const contenders = aiContenders.filter(({ name }) => chosen(name));
  const running = await Promise.all(contenders.map((each) => startRelay(bench, each, origin)));
  const targets: Target[] = [
    { name: 'direct', baseline: '', port: origin, pid: undefined },
    ...running.map(({ contender: { name, baseline }, port, pid }) => ({ name, baseline, port, pid })),
  ];
  const found = new Map<string, Streamed[]>();
  for (let round = 0; round <= bench.effort.rounds; round += 1) {
    for (const target of targets) {
      // The first round warms up: only what is hot is compiled.
      if (round === 0) await helper<unknown>('ai/stream-client.ts', [target.port, origin, warmingStreams, 4, 1, 1]);
      const streamed = await measure(target, origin, round === 0 ? 12 : bench.effort.seconds);
      if (round > 0) found.set(target.name, [...(found.get(target.name) ?? []), streamed]);
    }
  }
  await Promise.all(running.map((each) => each.stop()));
  return `${streamCount} streams at once, an event of about 290 bytes every ${everyMs} ms in each; the time to the first
token by ${shortStreams} streams one after the other, of which the fastest tenth (p10) is least disturbed by other processes.

${tableOf(targets, found)}`;
}

async function measure({ port, pid }: Target, origin: number, seconds: number): Promise<Streamed> {
  const alone = await helper<Streamed>('ai/stream-client.ts', [port, origin, shortStreams, 1, 1, 1]);
  const before = pid === undefined ? 0 : cpuSeconds(pid);
  const events = seconds * (1000 / everyMs);
  const crowd = await helper<Streamed>('ai/stream-client.ts', [
    port,
    origin,
    streamCount,
    streamCount,
    events,
    everyMs,
  ]);
  const spent = pid === undefined ? Number.NaN : cpuSeconds(pid) - before;
  return { ...crowd, firstP10Ms: alone.firstP10Ms, firstP50Ms: alone.firstP50Ms, micros: (spent * 1e6) / crowd.events };
}

function tableOf(targets: readonly Target[], found: ReadonlyMap<string, readonly Streamed[]>): string {
  const of = (name: string, key: keyof Streamed): number => median((found.get(name) ?? []).map((each) => each[key]));
  const rows = targets.map(({ name, baseline }) => [
    name,
    ...(['firstP10Ms', 'firstP50Ms'] as const).flatMap((key) => [
      of(name, key).toFixed(2),
      name === 'direct' ? '' : (of(name, key) - of('direct', key)).toFixed(2),
    ]),
    of(name, 'delayP50Ms').toFixed(2),
    of(name, 'delayP99Ms').toFixed(2),
    name === 'direct' ? '' : of(name, 'micros').toFixed(1),
    found.has(baseline) ? `${(of(name, 'micros') / of(baseline, 'micros')).toFixed(2)} of ${baseline}` : '',
  ]);
  const first = ['first token p10 ms', 'added ms', 'first token p50 ms', 'added ms'];
  const head = ['gateway', ...first, 'event p50 ms', 'event p99 ms', 'CPU µs / event'];
  return table([...head, 'to its own baseline'], rows);
}
