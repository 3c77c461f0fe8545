import { join } from 'node:path';
import type { Bench, Running } from '../bench.ts';
import { bare, type Contender } from '../contender.ts';
import { contenders, sentinelOn, workerdFloor } from '../contenders.ts';
import { encryptingNginx } from '../debian-peers.ts';
import { load } from '../load.ts';
import { startOrigin } from '../origin.ts';
import { cpuSeconds, residentBytes } from '../process-tree.ts';
import { median, table } from '../table.ts';
import { workerdCosts } from '../workerd-costs.ts';
import type { Section } from './section.ts';

/** 1 KiB of JSON fetched. */
export const relay: Section = {
  name: 'relay',
  title: 'GET, 1 KiB of JSON',
  async run(bench, chosen) {
    const measured = contenders.filter(({ name }) => chosen(name));
    const compared = await compare(bench, measured, {});
    return measured.includes(workerdFloor) ? `${compared}\n\n${workerdCosts}` : compared;
  },
};

/** The same where no head is that of the request before on its connection, whose reading and writing is then remembered. */
export const varied = scripted('varied', 'GET, no two heads the same', 'varied.lua');

/** 1 KiB posted, as chats are. */
export const chat = scripted('chat', 'POST of 1 KiB, answered by 1 KiB', 'chat.lua');

/** The same as the first, with TLS towards the client. */
export const tls: Section = {
  name: 'tls',
  title: 'GET over TLS keep-alive',
  run: (bench, chosen) => {
    const encrypting = (['node', 'deno', 'bun'] as const).map((runtime) => ({
      ...sentinelOn(runtime, { encrypts: true }),
      baseline: 'nginx',
    }));
    const both = [encryptingNginx, ...encrypting].filter(({ name }) => chosen(name));
    return compare(bench, both, { secure: true });
  },
};

/** All contenders, asked as a script of the benchmark says. */
function scripted(name: string, title: string, script: string): Section {
  const kind = { script: join(import.meta.dirname, '..', script) };
  return {
    name,
    title,
    run: (bench, chosen) =>
      compare(
        bench,
        contenders.filter((each) => chosen(each.name)),
        kind,
      ),
  };
}

interface Kind {
  readonly script?: string;
  readonly secure?: boolean;
}

/** Seconds of load before the first round: some are still compiling after ten. */
const warmingSeconds = 20;
const onNode = sentinelOn('node').name;

interface Sample {
  readonly micros: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mebibytes: number;
  readonly errors: number;
}

/** Interleaved rounds over all contenders, as a table. */
async function compare(bench: Bench, measured: readonly Contender[], kind: Kind): Promise<string> {
  const origin = await startOrigin(bench);
  const running: Running[] = [];
  const samples = new Map<string, Sample[]>();
  try {
    for (const contender of measured)
      running.push(await bench.start(contender, origin, { secure: kind.secure ?? false }));
    // Long enough for compilers to have seen what is hot.
    for (const each of running) await measure(each, Math.max(warmingSeconds, bench.effort.seconds), bench, kind);
    for (let round = 0; round < bench.effort.rounds; round += 1) {
      for (const each of running) {
        const { name } = each.contender;
        // What stood still lost its place in the processor's caches: a turn begins before it is measured.
        await measure(each, 1, bench, kind);
        samples.set(name, [...(samples.get(name) ?? []), await measure(each, bench.effort.seconds, bench, kind)]);
      }
    }
  } finally {
    await Promise.all(running.map((each) => each.stop()));
  }
  return tableOf(measured, samples);
}

async function measure({ pid, port, contender }: Running, seconds: number, bench: Bench, kind: Kind): Promise<Sample> {
  const before = cpuSeconds(pid);
  const url = `${kind.secure ? 'https' : 'http'}://127.0.0.1:${port}/measured`;
  const result = await load({ url, seconds, connections: bench.effort.connections, script: kind.script });
  if (result.errors > 0) console.error(`${contender.name}: ${result.errors} errors`);
  return {
    micros: ((cpuSeconds(pid) - before) * 1e6) / result.requests,
    perSecond: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    mebibytes: residentBytes(pid) / 1_048_576,
    errors: result.errors,
  };
}

/** Medians; a ratio is the median of those of the rounds. */
function tableOf(measured: readonly Contender[], samples: ReadonlyMap<string, readonly Sample[]>): string {
  const rounds = (name: string): readonly Sample[] => samples.get(name) ?? [];
  const of = (name: string, key: keyof Sample): number => median(rounds(name).map((each) => each[key]));
  // Round by round, since what disturbs one contender of a round disturbs the next one too.
  const ratio = (name: string, to: string): string =>
    median(rounds(name).map(({ micros }, round) => micros / rounds(to)[round]!.micros)).toFixed(2);
  const isThere = (name: string): boolean => samples.has(name);
  const reference = isThere(bare) ? bare : measured[0]!.name;
  const rows = measured.map(({ name, baseline }) => [
    name,
    of(name, 'micros').toFixed(1),
    ratio(name, reference),
    isThere(baseline) ? `${ratio(name, baseline)} of ${baseline}` : '',
    isThere(onNode) ? ratio(name, onNode) : '',
    of(name, 'perSecond').toFixed(0),
    of(name, 'p50Ms').toFixed(2),
    of(name, 'p99Ms').toFixed(2),
    of(name, 'mebibytes').toFixed(0),
    String(rounds(name).reduce((sum, { errors }) => sum + errors, 0)),
  ]);
  const ratios = [`to ${reference}`, 'to its own baseline', `to ${onNode}`];
  const rest = ['requests / s', 'p50 ms', 'p99 ms', 'MiB', 'errors'];
  return table(['contender', 'CPU µs / request', ...ratios, ...rest], rows);
}
