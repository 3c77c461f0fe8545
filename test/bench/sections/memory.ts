import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { Contender } from '../contender.ts';
import { runtimes, sentinelOn } from '../contenders.ts';
import { startSlowOrigin } from '../origin.ts';
import { residentBytes } from '../process-tree.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

/** Collects garbage often, so that only what is held is counted. */
const collecting = ['--expose-gc', '--import', join(import.meta.dirname, '../collect-often.ts')];
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
      rows.push([`${count} idle`, socket.toFixed(1), ours.toFixed(1), (ours - socket).toFixed(1)]);
    }
    const socket = await kibOf(bench, bareServer, origin, 1_000, idle);
    const ours = await kibOf(bench, sentinel, origin, 1_000, streaming);
    rows.push([
      '1000 streaming (two sockets each)',
      socket.toFixed(1),
      ours.toFixed(1),
      (ours - 2 * socket).toFixed(1),
    ]);
    return `Resident memory on Node after collecting garbage, in KiB a connection; each has been answered once or has got its
first event.

${table(['connections', 'bare node:net server', 'Sentinel', 'beyond the sockets'], rows)}`;
  },
};

async function kibOf(bench: Bench, contender: Contender, origin: number, count: number, text: string): Promise<number> {
  const running = await bench.start(contender, origin);
  const sockets: Socket[] = [];
  try {
    // What is allocated for the first ones serves the others too.
    await hold(running.port, 200, text, sockets);
    await wait(2_500);
    const before = residentBytes(running.pid);
    await hold(running.port, count, text, sockets);
    await wait(2_500);
    return (residentBytes(running.pid) - before) / 1024 / count;
  } finally {
    for (const socket of sockets) socket.destroy();
    await running.stop();
  }
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
