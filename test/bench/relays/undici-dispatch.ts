import { createServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

/** `undici` dispatch written straight into the response: the fastest relay of libraries on Node. */
interface Handlers {
  onConnect(): void;
  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean;
  onData(chunk: Buffer): boolean;
  onComplete(): void;
  onError(error: Error): void;
}
interface PoolLike {
  dispatch(options: Record<string, unknown>, handlers: Handlers): boolean;
}
const [port, upstreamPort] = process.argv.slice(2).map(Number);
const { Pool } = createRequire(new URL('../peers/package.json', import.meta.url))('undici') as {
  Pool: new (origin: string, options: Record<string, unknown>) => PoolLike;
};
const pool = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: 256, pipelining: 1 });

createServer((incoming, outgoing) => {
  const { method, url, rawHeaders } = incoming;
  const body = method === 'GET' || method === 'HEAD' ? null : incoming;
  pool.dispatch({ method, path: url, headers: withoutHops(rawHeaders), body }, into(outgoing));
}).listen(port, '127.0.0.1');

function withoutHops(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    if (!/^(?:connection|keep-alive)$/i.test(raw[i]!)) kept.push(raw[i]!, raw[i + 1]!);
  }
  return kept;
}

function into(outgoing: ServerResponse): Handlers {
  return {
    onConnect() {},
    onHeaders(status, raw, resume) {
      outgoing.writeHead(status, withoutHops(raw.map((part) => part.toString('latin1'))));
      outgoing.on('drain', resume);
      return true;
    },
    onData: (chunk) => outgoing.write(chunk),
    onComplete() {
      outgoing.end();
    },
    onError() {
      outgoing.destroy();
    },
  };
}
