import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Running } from '../bench.ts';
import { load } from '../load.ts';
import { startOrigin } from '../origin.ts';
import { cpuSeconds, residentBytes } from '../process-tree.ts';
import type { Chosen } from '../sections/section.ts';
import { median, table } from '../table.ts';
import { aiContenders, portkey } from './contenders.ts';
import { portkeyFields } from './portkey.ts';
import { startRelay } from './stage.ts';
import { chatAnswer, chatQuestion } from './texts.ts';

interface Sample {
  readonly micros: number;
  /** How much of processor 0 it had, in percent. What it did not have others had, or it waited for the origin or the client. */
  readonly share: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mebibytes: number;
  readonly errors: number;
}

const warmingSeconds = 4;
const warmingRequests = 40_000;
const longestWarmUpMs = 40_000;
/** What each does at the beginning of its turn without being measured: whoever waited for the others has lost its caches. */
const leadInSeconds = 1;

/** Chats answered in one piece. */
export async function chats(bench: Bench, chosen: Chosen): Promise<string> {
  const origin = await startOrigin(bench, chatAnswer);
  const script = join(bench.folder, 'ai-chat.lua');
  writeFileSync(script, chatScript(origin));
  const running: Running[] = [];
  const samples = new Map<string, Sample[]>();
  try {
    for (const contender of aiContenders.filter(({ name }) => chosen(name)))
      running.push(await startRelay(bench, contender, origin, false));
    for (const each of running) await warmUp(each, bench, script);
    for (let round = 1; round <= bench.effort.rounds; round += 1) {
      // Back and forth, so that none always comes behind the same.
      for (const each of round % 2 === 0 ? running.toReversed() : running) {
        await measure(each, bench, script, leadInSeconds);
        const sample = await measure(each, bench, script, bench.effort.seconds);
        samples.set(each.contender.name, [...(samples.get(each.contender.name) ?? []), sample]);
      }
    }
  } finally {
    await Promise.all(running.map((each) => each.stop()));
  }
  return tableOf(running, samples);
}

/** Loads until compilers are done with what a request runs through; on a busy machine that is not a matter of seconds. */
async function warmUp(running: Running, bench: Bench, script: string): Promise<void> {
  const until = Date.now() + longestWarmUpMs;
  for (let asked = 0; asked < warmingRequests && Date.now() < until; ) {
    const { perSecond } = await measure(running, bench, script, warmingSeconds);
    asked += perSecond * warmingSeconds;
  }
}

async function measure({ pid, port, contender }: Running, bench: Bench, script: string, seconds: number) {
  const before = cpuSeconds(pid);
  const url = `http://127.0.0.1:${port}/v1/chat/completions`;
  const result = await load({ url, seconds, connections: bench.effort.connections, script });
  if (result.errors > 0) console.error(`${contender.name}: ${result.errors} errors`);
  const spent = cpuSeconds(pid) - before;
  return {
    micros: (spent * 1e6) / result.requests,
    share: (spent * 100) / result.seconds,
    perSecond: result.requests / result.seconds,
    ...{ p50Ms: result.p50Ms, p99Ms: result.p99Ms },
    mebibytes: residentBytes(pid) / 1_048_576,
    errors: result.errors,
  };
}

function tableOf(running: readonly Running[], samples: ReadonlyMap<string, readonly Sample[]>): string {
  const of = (name: string, key: keyof Sample): number => median((samples.get(name) ?? []).map((each) => each[key]));
  const rows = running.map(({ contender: { name, baseline } }) => [
    name,
    of(name, 'perSecond').toFixed(0),
    samples.has(portkey.name) ? (of(name, 'perSecond') / of(portkey.name, 'perSecond')).toFixed(1) : '',
    of(name, 'share').toFixed(0),
    of(name, 'micros').toFixed(1),
    samples.has(portkey.name) ? (of(portkey.name, 'micros') / of(name, 'micros')).toFixed(1) : '',
    samples.has(baseline) && baseline !== name
      ? `${(of(name, 'micros') / of(baseline, 'micros')).toFixed(2)} of ${baseline}`
      : '',
    ...(['p50Ms', 'p99Ms'] as const).map((key) => of(name, key).toFixed(2)),
    of(name, 'mebibytes').toFixed(0),
    String((samples.get(name) ?? []).reduce((sum, { errors }) => sum + errors, 0)),
  ]);
  const head = ['gateway', 'requests / s', 'to Portkey', 'CPU %', 'CPU µs / request', 'Portkey to it'];
  return table([...head, 'to its own baseline', 'p50 ms', 'p99 ms', 'MiB', 'errors'], rows);
}

/** Sends chats with `wrk`. */
function chatScript(origin: number): string {
  const fields = {
    ...portkeyFields(origin),
    'content-type': 'application/json',
    authorization: 'Bearer key-of-a-client',
  };
  const lines = Object.entries(fields).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  return `wrk.method = "POST"\n${lines.join('\n')}\nwrk.body = '${chatQuestion}'\n`;
}
