import type { Bench } from '../bench.ts';
import { bareRelay, sentinelOn, undiciRelay } from '../contenders.ts';
import { debianPeers } from '../debian-peers.ts';
import { helper } from '../helper.ts';
import { load } from '../load.ts';
import { startOrigin } from '../origin.ts';
import { median, table } from '../table.ts';
import type { Section } from './section.ts';

const fixedRate = 1_000;
/** Seconds of load for each before anything is measured. */
const warmingSeconds = 10;
const measured = [undiciRelay, sentinelOn('node'), bareRelay, debianPeers[0]!];

interface Paced {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly unanswered: number;
}

/** What a relay adds to the time of an answer, at rates that do not depend on the answers. */
export const latency: Section = {
  name: 'latency',
  title: 'Added latency at a fixed rate',
  async run(bench) {
    const origin = await startOrigin(bench);
    const running = await Promise.all(measured.map((each) => bench.start(each, origin)));
    // Long enough for compilers to have seen what is hot.
    for (const { port } of running) await load({ ...bench.effort, url: urlOf(port), seconds: warmingSeconds });
    const rate = Math.round((await capacity(bench, running[0]!.port)) * 0.8);
    const targets = [
      { name: 'direct', port: origin },
      ...running.map(({ contender, port }) => ({ name: contender.name, port })),
    ];
    const calm = await rounds(bench, targets, fixedRate);
    const busy = await rounds(bench, targets.slice(1), rate);
    await Promise.all(running.map((each) => each.stop()));
    return `Open loop over ${bench.effort.connections} connections. "Added" is against asking the origin directly.

${tableOf(calm, `at ${fixedRate} / s`)}

At 80 % of what \`undici\` dispatch takes in this run (${rate} / s):

${tableOf(busy, `at ${rate} / s`)}`;
  },
};

type Found = ReadonlyMap<string, readonly Paced[]>;

async function rounds(bench: Bench, targets: readonly Target[], rate: number): Promise<Found> {
  const found = new Map<string, Paced[]>();
  for (let round = 0; round < bench.effort.rounds; round += 1) {
    for (const { name, port } of targets) {
      const paced = await helper<Paced>('pacer.ts', [port, rate, bench.effort.seconds, bench.effort.connections]);
      found.set(name, [...(found.get(name) ?? []), paced]);
    }
  }
  return found;
}

interface Target {
  readonly name: string;
  readonly port: number;
}

async function capacity(bench: Bench, port: number): Promise<number> {
  const { requests, seconds } = await load({ ...bench.effort, url: urlOf(port) });
  return requests / seconds;
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}/measured`;
}

function tableOf(found: Found, title: string): string {
  const of = (name: string, key: keyof Paced): number => median((found.get(name) ?? []).map((each) => each[key]));
  const added = (name: string, key: keyof Paced): string =>
    found.has('direct') && name !== 'direct' ? (of(name, key) - of('direct', key)).toFixed(2) : '';
  const rows = [...found.keys()].map((name) => [
    name,
    of(name, 'p50Ms').toFixed(2),
    added(name, 'p50Ms'),
    of(name, 'p99Ms').toFixed(2),
    added(name, 'p99Ms'),
    of(name, 'unanswered').toFixed(0),
  ]);
  return table([title, 'p50 ms', 'added', 'p99 ms', 'added', 'unanswered'], rows);
}
