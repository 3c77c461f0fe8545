import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { Contender } from '../contender.ts';
import { runtimes, sentinelOn } from '../contenders.ts';
import { startSlowOrigin } from '../origin.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

/** Collects garbage often and keeps the young generation small, so that only what is held is counted. */
const collecting = [
  '--expose-gc',
  '--max-semi-space-size=1',
  '--import',
  join(import.meta.dirname, '../collect-often.ts'),
];
const idle = 'GET /measured HTTP/1.1\r\nhost: bench\r\n\r\n';
const streaming = 'GET /measured/events?count=1000000&every=60000 HTTP/1.1\r\nhost: bench\r\n\r\n';

/** A server that only holds its sockets and answers each with the same bytes. */
const bareServer: Contender = {
  name: 'bare node:net server',
  baseline: '',
  command: ({ port }) => [
    ...runtimes.node,
    ...collecting,
    join(import.meta.dirname, '../relays/net-holder.ts'),
    `${port}`,
  ],
};

/** What connections keep in memory. */
export const memory: Section = {
  name: 'memory',
  title: 'Memory of connections',
  async run(bench) {
    const origin = await startSlowOrigin(bench);
    const sentinel = sentinelOn('node', {}, collecting);
    const rows: string[][] = [];
    for (const count of [1_000, 10_000]) {
      const socket = await kibOf(bench, bareServer, origin, count, idle);
      const ours = await kibOf(bench, sentinel, origin, count, idle);
      rows.push(rowOf(`${count} idle`, ours, socket, 1));
    }
    const socket = await kibOf(bench, bareServer, origin, 1_000, idle);
    const ours = await kibOf(bench, sentinel, origin, 1_000, streaming);
    rows.push(rowOf('1000 streaming, two sockets each', ours, socket, 2));
    const head = ['connections', 'bare server, heap', 'resident', 'Sentinel, heap', 'resident'];
    return `On Node after collecting garbage, in KiB a connection; each has been answered once or has got its first event. The
heap is what JavaScript and its buffers hold; the resident memory also counts what the operating system gives in pages.

${table([...head, 'beyond the sockets, heap', 'resident'], rows)}`;
  },
};

interface Kib {
  readonly heap: number;
  readonly resident: number;
}

function rowOf(title: string, ours: Kib, socket: Kib, sockets: number): string[] {
  const beyond = [ours.heap - sockets * socket.heap, ours.resident - sockets * socket.resident];
  const numbers = [socket.heap, socket.resident, ours.heap, ours.resident, ...beyond];
  return [title, ...numbers.map((number) => number.toFixed(1))];
}

async function kibOf(bench: Bench, contender: Contender, origin: number, count: number, text: string): Promise<Kib> {
  const file = join(bench.folder, 'memory.json');
  const telling: Contender = {
    ...contender,
    command: (place) => ['env', `BENCH_MEMORY=${file}`, ...contender.command(place)],
  };
  const running = await bench.start(telling, origin);
  const sockets: Socket[] = [];
  try {
    // What is allocated for the first ones serves the others too.
    await hold(running.port, 200, text, sockets);
    const before = await settled(file);
    await hold(running.port, count, text, sockets);
    const after = await settled(file);
    const each = (key: keyof Kib): number => (after[key] - before[key]) / 1024 / count;
    return { heap: each('heap'), resident: each('resident') };
  } finally {
    for (const socket of sockets) socket.destroy();
    await running.stop();
  }
}

async function settled(file: string): Promise<Kib> {
  await wait(2_500);
  return JSON.parse(readFileSync(file, 'utf8')) as Kib;
}

async function hold(port: number, count: number, text: string, sockets: Socket[]): Promise<void> {
  for (let made = 0; made < count; made += 100) {
    await Promise.all(Array.from({ length: 100 }, () => open(port, text, sockets)));
  }
}

function open(port: number, text: string, sockets: Socket[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(text));
    sockets.push(socket);
    socket.once('error', reject);
    socket.once('data', () => {
      socket
        .off('error', reject)
        .on('error', () => {})
        .resume();
      resolve();
    });
  });
}
