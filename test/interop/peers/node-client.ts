import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { setTimeout as pass } from 'node:timers/promises';
import { largeBytes, sample, sha256 } from '../sample.ts';

/** Does everything with `node:http` on one agent, at the address given, and prints what came of it as JSON. */
const base = process.argv[2]!;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const sockets = new Set<unknown>();

interface Answer {
  readonly status: number;
  readonly message: IncomingMessage;
  readonly content: Buffer;
}

/** One request; `pieces` are sent one after the other. */
function ask(
  name: string,
  options: RequestOptions = {},
  pieces: readonly Uint8Array[] = [],
  pauseMs = 0,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(`${base}/${name}`, { agent, ...options }, async (message) => {
      const parts: Buffer[] = [];
      sockets.add(message.socket);
      try {
        for await (const part of message) {
          parts.push(part as Buffer);
          if (parts.length < 4) await pass(pauseMs);
        }
        resolve({ status: message.statusCode!, message, content: Buffer.concat(parts) });
      } catch (error) {
        reject(error);
      }
    });
    asking.on('error', reject);
    const send = async () => {
      for (const piece of pieces) {
        asking.write(piece);
        await pass(pauseMs);
      }
      asking.end();
    };
    if (options.headers !== undefined && 'Expect' in options.headers) asking.on('continue', () => void send());
    else void send();
  });
}

const digestOf = (content: Uint8Array): string => `${content.length} ${sha256(content)}`;
const text = async (answer: Promise<Answer>): Promise<string> => (await answer).content.toString('latin1');
const post = (headers: RequestOptions['headers'], pieces: readonly Uint8Array[], pauseMs = 0): Promise<string> =>
  text(ask('upload', { method: 'POST', headers }, pieces, pauseMs));
const withStatus = async (answer: Promise<Answer>): Promise<string> => `${(await answer).status} ${await text(answer)}`;
const broken = (name: string): Promise<string> => text(ask(name)).catch(() => 'broken');
const large = sample(largeBytes);

const deeds: Readonly<Record<string, () => Promise<string>>> = {
  get: () => withStatus(ask('plain')),
  head: async () => {
    const { status, message, content } = await ask('plain', { method: 'HEAD' });
    return `${status} ${message.headers['content-length']} ${content.length}`;
  },
  'post-length': () => post({ 'Content-Length': 70_000 }, [sample(70_000)]),
  'post-chunked': () =>
    post({ 'Transfer-Encoding': 'chunked' }, [sample(70_000).subarray(0, 9), sample(70_000).subarray(9)]),
  'gzip-bytes': async () => (await ask('gzip')).content.toString('base64'),
  chunked: () => text(ask('chunked')),
  'no-content': () => withStatus(ask('no-content')),
  'not-modified': () => withStatus(ask('etag', { headers: { 'If-None-Match': '"v1"' } })),
  range: async () => {
    const { status, content } = await ask('range', { headers: { Range: 'bytes=100-299' } });
    return `${status} ${digestOf(content)}`;
  },
  continue: () => post({ 'Content-Length': 5, Expect: '100-continue' }, [Buffer.from('hello')]),
  'large-down': async () => digestOf((await ask('large')).content),
  'large-up': () => post({ 'Content-Length': largeBytes }, [large]),
  'slow-reader': async () => digestOf((await ask('large', {}, [], 60)).content),
  'slow-sender': () =>
    post(
      { 'Content-Length': 5 },
      [...'hello'].map((letter) => Buffer.from(letter)),
      20,
    ),
  'keep-alive': async () => (sockets.size === 1 ? 'one connection' : `${sockets.size} connections`),
  'to-the-end': () => text(ask('to-the-end')),
  'early-close': () => broken('early-close'),
  'early-close-chunked': () => broken('early-close-chunked'),
  'reset-before-head': async () => String((await ask('reset-before-head')).status),
  'reset-within-body': () => broken('reset-within-body'),
};

const results: Record<string, string> = {};
for (const [name, run] of Object.entries(deeds)) results[name] = await run().catch(String);
console.log(JSON.stringify(results));
agent.destroy();
