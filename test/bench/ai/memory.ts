import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { Contender } from '../contender.ts';
import { table } from '../table.ts';
import { modelsOn, portkey, portkeyCommand } from './contenders.ts';
import { portkeyFields } from './portkey.ts';
import { startRelay, startStreamOrigin } from './stage.ts';

/** Collects garbage often and keeps the young generation small, so that only what is held is counted. */
const collecting = [
  '--expose-gc',
  '--max-semi-space-size=1',
  '--import',
  join(import.meta.dirname, '../collect-often.ts'),
];
const streamCount = 1_000;

/** What streams of chats keep in memory that are open and silent. */
export async function streamMemory(bench: Bench): Promise<string> {
  const origin = await startStreamOrigin(bench);
  const held: Contender[] = [
    modelsOn('node', collecting),
    { ...portkey, command: ({ port }) => portkeyCommand(port, collecting) },
  ];
  const rows: string[][] = [];
  for (const contender of held) {
    const { heap, resident } = await kibOf(bench, contender, origin);
    rows.push([contender.name, heap.toFixed(1), resident.toFixed(1)]);
  }
  return `${streamCount} streams that are open and have got their first event, on Node after collecting garbage, in KiB a stream.

${table(['gateway', 'heap', 'resident'], rows)}`;
}

interface Kib {
  readonly heap: number;
  readonly resident: number;
}

async function kibOf(bench: Bench, contender: Contender, origin: number): Promise<Kib> {
  const file = join(bench.folder, 'ai-memory.json');
  const command: Contender['command'] = (place) => ['env', `BENCH_MEMORY=${file}`, ...contender.command(place)];
  const running = await startRelay(bench, { ...contender, command }, origin);
  const sockets: Socket[] = [];
  try {
    // What is allocated for the first ones serves the others too.
    await hold(running.port, origin, 100, sockets);
    const before = await settled(file);
    await hold(running.port, origin, streamCount, sockets);
    const after = await settled(file);
    const each = (key: keyof Kib): number => (after[key] - before[key]) / 1024 / streamCount;
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

async function hold(port: number, origin: number, count: number, sockets: Socket[]): Promise<void> {
  const text = streaming(origin);
  for (let made = 0; made < count; made += 50)
    await Promise.all(Array.from({ length: 50 }, () => open(port, text, sockets)));
}

function streaming(origin: number): string {
  const body = JSON.stringify({
    model: 'stream-100000-600000',
    stream: true,
    messages: [{ role: 'user', content: 'hi' }],
  });
  const fields = Object.entries({
    ...portkeyFields(origin),
    authorization: 'Bearer k',
    'content-type': 'application/json',
  });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\n${lines}content-length: ${body.length}\r\n\r\n${body}`;
}

/** Resolves with the first event. */
function open(port: number, text: string, sockets: Socket[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(text));
    let got = '';
    sockets.push(socket);
    socket.once('error', reject);
    socket.on('data', (bytes: Buffer) => {
      got += bytes.toString('latin1');
      if (got.includes('"content"')) resolve();
    });
  });
}
