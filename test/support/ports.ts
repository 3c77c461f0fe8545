import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/**
 * A port of the loopback address that nothing listens on at this moment. It is none of those that the system gives to
 * whoever asks for any: between this moment and its use a connection of another test would come by it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (belowThoseGiven - lowest));
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

const lowest = 12_000;
/** Where Linux begins with the ports that it gives (`ip_local_port_range`); other systems begin higher. */
const belowThoseGiven = 32_768;

/** A port where connecting neither succeeds nor fails: its queue is full and nobody takes from it. */
export interface SilentPort {
  readonly port: number;
  stop(): Promise<void>;
}

const deafListener = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;

export async function silentPort(): Promise<SilentPort> {
  const worker = new Worker(deafListener, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1'));
  for (const filler of fillers) filler.on('error', () => undefined);
  await once(fillers[0]!, 'connect');
  return { port, stop: () => stop(worker, fillers) };
}

async function stop(worker: Worker, fillers: readonly Socket[]): Promise<void> {
  for (const filler of fillers) filler.destroy();
  await worker.terminate();
}
