import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { CollectingSink } from './collecting-sink.ts';
import { Served, settled } from './served.ts';

/** A request as some reader understood the bytes. */
export interface Reading {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** As much of the body as was delivered. */
  body: string;
}

/** What our server makes of the bytes. */
export async function ourReading(bytes: Uint8Array): Promise<Reading[]> {
  const readings: Reading[] = [];
  const served = new Served(async ({ head, body }) => {
    const target = head.query === undefined ? head.path : `${head.path}?${head.query}`;
    const reading: Reading = { method: head.method, target, body: '' };
    readings.push(reading);
    if (body === null) return {};
    const sink = new CollectingSink();
    body.start(sink);
    await sink.done;
    reading.body = sink.text;
    return {};
  });
  served.socket.receive(bytes);
  await quiet();
  return readings;
}

/** What `node:http` makes of the bytes. */
export async function nodeReading(bytes: Uint8Array): Promise<Reading[]> {
  const readings: Reading[] = [];
  const note = (request: IncomingMessage, response?: ServerResponse) => {
    const reading: Reading = { method: request.method!, target: withoutOrigin(request.url!), body: '' };
    readings.push(reading);
    request.on('data', (chunk: Buffer) => {
      reading.body += chunk.toString('latin1');
    });
    request.on('error', () => {});
    request.on('end', () => response?.end());
  };
  const server = createServer(note);
  server.on('checkContinue', note);
  server.on('checkExpectation', (_request, response: ServerResponse) => response.writeHead(417).end());
  server.on('upgrade', note);
  server.on('connect', note);
  server.on('clientError', (_error, socket) => socket.destroy());
  const socket = new SilentSocket();
  server.emit('connection', socket);
  socket.push(Buffer.from(bytes));
  await quiet();
  socket.destroy();
  return readings;
}

function withoutOrigin(target: string): string {
  const rest = target.replace(/^https?:\/\/[^/?]*/i, '');
  // A target in absolute form may have no path; the origin form of it is `/` (RFC 9112 §3.2.1).
  return rest === target || rest.startsWith('/') ? rest : `/${rest}`;
}

async function quiet(): Promise<void> {
  for (let i = 0; i < 6; i++) await settled();
}

/** As much of a network socket as `node:http` asks for. */
class SilentSocket extends Duplex {
  constructor() {
    super({ allowHalfOpen: true, read() {}, write: (_chunk, _encoding, done) => done() });
    this.on('error', () => {});
  }

  setTimeout(): this {
    return this;
  }
}
