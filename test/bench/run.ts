import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contender, contenders } from './contenders.ts';
import { load } from './load.ts';
import { startOrigin } from './origin.ts';
import { installPeers } from './peers.ts';
import { cpuSeconds, residentBytes } from './process-tree.ts';
import { report, type Sample } from './report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '64' },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log('npm run bench -- [--rounds 5] [--seconds 4] [--connections 64] [--only name,name] [--write]');
  process.exit(0);
}

installPeers();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const origin = await startOrigin(folder);
const wanted = values.only.split(',').map((part) => part.trim());
const chosen = contenders.filter(({ name }) => wanted.some((part) => name.includes(part)));
const running = await Promise.all(chosen.map(start));
const samples: Sample[] = [];
try {
  for (const each of running) await measure(each, 1);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const each of running) samples.push(await measure(each, Number(values.seconds)));
    console.error(`round ${round + 1} of ${values.rounds}`);
  }
} finally {
  for (const { child } of running) child.kill('SIGTERM');
  origin.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
const text = report(chosen, samples, values);
console.log(text);
if (values.write) writeFileSync(join(import.meta.dirname, 'RESULTS.md'), text);

interface Running {
  readonly contender: Contender;
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(contender: Contender): Promise<Running> {
  const port = await freePort();
  const own = mkdtempSync(join(folder, 'contender-'));
  const [command, ...args] = contender.command({ port, upstreamPort: origin.port, folder: own });
  const child = spawn('taskset', ['-c', '0', command!, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}/measured`;
  await answers(url, contender.name);
  return { contender, child, url };
}

/** Waits until the contender relays the whole answer of the origin. */
async function answers(url: string, name: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const body = await fetch(url).then(
      (response) => response.text(),
      () => '',
    );
    if (body.length === 1024) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} does not relay`);
}

async function measure({ contender, child, url }: Running, seconds: number): Promise<Sample> {
  const before = cpuSeconds(child.pid!);
  const result = await load(url, seconds, Number(values.connections));
  if (result.errors > 0) console.error(`${contender.name}: ${result.errors} errors`);
  return {
    name: contender.name,
    microsPerRequest: ((cpuSeconds(child.pid!) - before) * 1e6) / result.requests,
    requestsPerSecond: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    residentBytes: residentBytes(child.pid!),
    errors: result.errors,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
