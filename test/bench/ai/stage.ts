import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../support/ports.ts';
import type { Bench, Running } from '../bench.ts';
import type { Contender } from '../contender.ts';
import { runtimes } from '../contenders.ts';
import { portkeyFields } from './portkey.ts';

/** Starts a provider that streams, on processor 1. */
export async function startStreamOrigin(bench: Bench): Promise<number> {
  const port = await freePort();
  bench.spawn('1', [...runtimes.node, join(import.meta.dirname, 'stream-origin.ts'), String(port)]);
  for (let tries = 0; !(await answersChats(port, port)); tries += 1) {
    if (tries === 100) throw new Error('the origin does not answer');
    await wait(50);
  }
  return port;
}

/** Starts a contender and waits until it relays chats. */
export function startRelay(bench: Bench, contender: Contender, origin: number, stream = true): Promise<Running> {
  return bench.start(contender, origin, { isReady: (port) => answersChats(port, origin, stream) });
}

/** Whether a chat is answered, directly or by a relay. */
function answersChats(port: number, origin: number, stream = true): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { ...portkeyFields(origin), authorization: 'Bearer k', 'content-type': 'application/json' };
    const options = { host: '127.0.0.1', port, path: '/v1/chat/completions', method: 'POST', headers, agent: false };
    const asked = request({ ...options, timeout: 2_000 }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode === 200));
    });
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => asked.destroy());
    asked.end(JSON.stringify({ model: 'stream-1-1', stream, messages: [{ role: 'user', content: 'hi' }] }));
  });
}
