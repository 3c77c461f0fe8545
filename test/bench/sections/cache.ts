import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../support/ports.ts';
import { answerOf } from '../answer-of.ts';
import type { Bench, Running } from '../bench.ts';
import { caches } from '../caches.ts';
import { load } from '../load.ts';
import { cpuSeconds, residentBytes } from '../process-tree.ts';
import { median, table } from '../table.ts';
import type { Section } from './section.ts';

/** What is kept: its name, and its bytes. */
const kept = { small: 1024, large: 64 * 1024 } as const;
type Kept = keyof typeof kept;

interface Found {
  readonly micros: Readonly<Record<Kept, number>>;
  readonly perSecond: Readonly<Record<Kept, number>>;
  readonly residentMebibytes: number;
}

/** Answers from a cache, in memory and on disk. */
export const cache: Section = {
  name: 'cache',
  title: 'Answers from the cache: 1 KiB and 64 KiB',
  async run(bench, chosen) {
    const origin = await startOrigin(bench);
    const running: Running[] = [];
    const found = new Map<string, Found[]>();
    for (const contender of caches.filter(({ name }) => chosen(name))) {
      running.push(await bench.start(contender, origin, { path: '/small', bytes: kept.small }));
    }
    for (const each of running) await measured(bench, each, Math.max(2, bench.effort.seconds));
    for (let round = 0; round < bench.effort.rounds; round += 1) {
      for (const each of running) {
        const { name } = each.contender;
        found.set(name, [...(found.get(name) ?? []), await measured(bench, each, bench.effort.seconds)]);
      }
    }
    await Promise.all(running.map((each) => each.stop()));
    return `One address each, by \`wrk\` over ${bench.effort.connections} connections; every answer but the first is a hit.\n\n${tableOf(found)}`;
  },
};

/** nginx with two files that may be kept for an hour, on processor 1. */
async function startOrigin(bench: Bench): Promise<number> {
  const folder = join(bench.folder, 'kept-origin');
  mkdirSync(folder);
  for (const [name, bytes] of Object.entries(kept)) writeFileSync(join(folder, name), 'x'.repeat(bytes));
  const port = await freePort();
  const file = join(folder, 'origin.conf');
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/origin.pid; error_log ${folder}/origin.log;
events { worker_connections 8192; }
http {
  access_log off; client_body_temp_path ${folder}/ob; proxy_temp_path ${folder}/op;
  fastcgi_temp_path ${folder}/of; uwsgi_temp_path ${folder}/ou; scgi_temp_path ${folder}/os;
  server { listen 127.0.0.1:${port}; root ${folder}; expires 1h; default_type text/plain; }
}
`,
  );
  bench.spawn('1', ['nginx', '-p', folder, '-c', file]);
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await answerOf(port, '/small').catch(() => undefined))?.status === 200) return port;
    await wait(50);
  }
  throw new Error('the origin does not answer');
}

async function measured({ effort }: Bench, { pid, port, contender }: Running, seconds: number): Promise<Found> {
  const one = async (name: Kept): Promise<readonly [micros: number, perSecond: number]> => {
    const cpu = cpuSeconds(pid);
    const url = `http://127.0.0.1:${port}/${name}`;
    const result = await load({ url, seconds, connections: effort.connections });
    if (result.errors > 0) throw new Error(`${contender.name}: ${result.errors} errors`);
    return [((cpuSeconds(pid) - cpu) * 1e6) / result.requests, result.requests / result.seconds];
  };
  const [small, large] = [await one('small'), await one('large')];
  return {
    micros: { small: small[0], large: large[0] },
    perSecond: { small: small[1], large: large[1] },
    residentMebibytes: residentBytes(pid) / 1_048_576,
  };
}

function tableOf(found: ReadonlyMap<string, readonly Found[]>): string {
  const rows = [...found].map(([name, all]) => {
    const of = (pick: (one: Found) => number): number => median(all.map(pick));
    return [
      name,
      of(({ micros }) => micros.small).toFixed(1),
      of(({ perSecond }) => perSecond.small).toFixed(0),
      of(({ micros }) => micros.large).toFixed(1),
      of(({ perSecond }) => perSecond.large).toFixed(0),
      of(({ residentMebibytes }) => residentMebibytes).toFixed(0),
    ];
  });
  return table(['cache', 'CPU µs / 1 KiB', '1 KiB / s', 'CPU µs / 64 KiB', '64 KiB / s', 'resident MiB'], rows);
}
