import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Running } from '../bench.ts';
import { sentinelOn, undiciRelay } from '../contenders.ts';
import { debianPeers } from '../debian-peers.ts';
import { bulkBytes, startOrigin, startSlowOrigin } from '../origin.ts';
import { cpuSeconds, residentBytes } from '../process-tree.ts';
import { median, table } from '../table.ts';
import type { Section } from './section.ts';

const run = promisify(execFile);
const nginx = debianPeers[0]!;
const measured = [nginx, sentinelOn('node'), sentinelOn('deno'), sentinelOn('bun'), undiciRelay];

interface Moved {
  readonly mebibytesPerSecond: number;
  readonly cpuMsPerMebibyte: number;
  readonly grownMebibytes: number;
}

/** Large bodies, one at a time. */
export const bulk: Section = {
  name: 'bulk',
  title: '100 MiB up and down',
  async run(bench, chosen) {
    const origins = { down: await startOrigin(bench), up: await startSlowOrigin(bench) };
    const parts: string[] = [];
    for (const direction of ['down', 'up'] as const) {
      const running: Running[] = [];
      for (const each of measured.filter(({ name }) => chosen(name))) {
        running.push(await bench.start(each, origins[direction]));
      }
      const found = new Map<string, Moved[]>();
      for (let round = 0; round <= bench.effort.rounds; round += 1) {
        for (const each of running) {
          const moved = await move(bench, each, direction);
          const { name } = each.contender;
          if (round > 0) found.set(name, [...(found.get(name) ?? []), moved]);
        }
      }
      await Promise.all(running.map((each) => each.stop()));
      parts.push(tableOf(direction, found));
    }
    return `One transfer at a time, by \`curl\`; client and origin share a processor, which bounds what can be reached.
"Grown" is by how much the resident memory rose at most during a transfer.

${parts.join('\n\n')}`;
  },
};

async function move(bench: Bench, { pid, port }: Running, direction: 'down' | 'up'): Promise<Moved> {
  const args = ['-sS', '-o', '/dev/null', '-w', '%{time_total} %{http_code}', '--max-time', '60'];
  const upload = direction === 'up' ? ['-T', join(bench.folder, 'bulk'), '-H', 'Expect:'] : [];
  const resident = residentBytes(pid);
  const cpu = cpuSeconds(pid);
  let most = resident;
  const timer = setInterval(() => {
    most = Math.max(most, residentBytes(pid));
  }, 20);
  const url = `http://127.0.0.1:${port}/measured/bulk`;
  const { stdout } = await run('taskset', ['-c', '1', 'curl', ...args, ...upload, url]).finally(() =>
    clearInterval(timer),
  );
  const [seconds, status] = stdout.split(' ').map(Number) as [number, number];
  if (status !== 200) throw new Error(`answered ${status}`);
  const mebibytes = bulkBytes / 1_048_576;
  return {
    mebibytesPerSecond: mebibytes / seconds,
    cpuMsPerMebibyte: ((cpuSeconds(pid) - cpu) * 1000) / mebibytes,
    grownMebibytes: (most - resident) / 1_048_576,
  };
}

function tableOf(direction: string, found: ReadonlyMap<string, readonly Moved[]>): string {
  const of = (name: string, key: keyof Moved): number => median((found.get(name) ?? []).map((each) => each[key]));
  const rows = [...found.keys()].map((name) => [
    name,
    of(name, 'mebibytesPerSecond').toFixed(0),
    (of(name, 'mebibytesPerSecond') / of(nginx.name, 'mebibytesPerSecond')).toFixed(2),
    of(name, 'cpuMsPerMebibyte').toFixed(2),
    of(name, 'grownMebibytes').toFixed(1),
  ]);
  return table([direction, 'MiB / s', 'to nginx', 'CPU ms / MiB', 'grown MiB'], rows);
}
