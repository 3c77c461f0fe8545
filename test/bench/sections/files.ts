import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Running } from '../bench.ts';
import { fileServers } from '../file-servers.ts';
import { load } from '../load.ts';
import { cpuSeconds, residentBytes } from '../process-tree.ts';
import { median, table } from '../table.ts';
import type { Section } from './section.ts';

const run = promisify(execFile);
const largeMebibytes = 100;

interface Served {
  readonly microsPerRequest: number;
  readonly perSecond: number;
  readonly mebibytesPerSecond: number;
  readonly cpuMsPerMebibyte: number;
  readonly residentMebibytes: number;
}

/** Files of a folder, small and large. */
export const files: Section = {
  name: 'files',
  title: 'Static files: 1 KiB and 100 MiB',
  async run(bench, chosen) {
    const running: Running[] = [];
    const found = new Map<string, Served[]>();
    for (const contender of fileServers(folderIn(bench)).filter(({ name }) => chosen(name))) {
      running.push(await bench.start(contender, 0, { path: '/small.txt' }));
    }
    for (const each of running) await small(bench, each, Math.max(3, bench.effort.seconds));
    for (let round = 0; round < bench.effort.rounds; round += 1) {
      for (const each of running) {
        const served = { ...(await small(bench, each, bench.effort.seconds)), ...(await large(each)) };
        const { name } = each.contender;
        found.set(name, [...(found.get(name) ?? []), served]);
      }
    }
    await Promise.all(running.map((each) => each.stop()));
    return `The small file by \`wrk\` over ${bench.effort.connections} connections, the large one by \`curl\` one at a time.\n\n${tableOf(found)}`;
  },
};

function folderIn({ folder }: Bench): string {
  const root = join(folder, 'web');
  mkdirSync(root);
  writeFileSync(join(root, 'small.txt'), 'x'.repeat(1024));
  writeFileSync(join(root, 'large.bin'), Buffer.alloc(largeMebibytes * 1_048_576, 7));
  return root;
}

async function small(
  { effort }: Bench,
  { pid, port, contender }: Running,
  seconds: number,
): Promise<Pick<Served, 'microsPerRequest' | 'perSecond'>> {
  const cpu = cpuSeconds(pid);
  const url = `http://127.0.0.1:${port}/small.txt`;
  const result = await load({ url, seconds, connections: effort.connections });
  if (result.errors > 0) throw new Error(`${contender.name}: ${result.errors} errors`);
  return {
    microsPerRequest: ((cpuSeconds(pid) - cpu) * 1e6) / result.requests,
    perSecond: result.requests / result.seconds,
  };
}

async function large({ pid, port, contender }: Running): Promise<Omit<Served, 'microsPerRequest' | 'perSecond'>> {
  const cpu = cpuSeconds(pid);
  const args = ['-sS', '-o', '/dev/null', '-w', '%{time_total} %{size_download}', '--max-time', '60'];
  const { stdout } = await run('taskset', ['-c', '1', 'curl', ...args, `http://127.0.0.1:${port}/large.bin`]);
  const [seconds, bytes] = stdout.split(' ').map(Number) as [number, number];
  if (bytes !== largeMebibytes * 1_048_576) throw new Error(`${contender.name} sent ${bytes} bytes`);
  return {
    mebibytesPerSecond: largeMebibytes / seconds,
    cpuMsPerMebibyte: ((cpuSeconds(pid) - cpu) * 1000) / largeMebibytes,
    residentMebibytes: residentBytes(pid) / 1_048_576,
  };
}

function tableOf(found: ReadonlyMap<string, readonly Served[]>): string {
  const of = (name: string, key: keyof Served): number => median((found.get(name) ?? []).map((each) => each[key]));
  const rows = [...found.keys()].map((name) => [
    name,
    of(name, 'microsPerRequest').toFixed(1),
    of(name, 'perSecond').toFixed(0),
    of(name, 'cpuMsPerMebibyte').toFixed(2),
    of(name, 'mebibytesPerSecond').toFixed(0),
    of(name, 'residentMebibytes').toFixed(0),
  ]);
  return table(
    ['contender', 'CPU µs / small file', 'small files / s', 'CPU ms / MiB', 'MiB / s', 'resident MiB'],
    rows,
  );
}
