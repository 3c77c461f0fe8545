import { createHash } from 'node:crypto';
import { gzipped, largeBytes, pieces, plainText, sample } from '../sample.ts';

/** Serves what a fetch handler can of the resources, with the server of Deno or Bun, on the port given. */
const port = Number(process.argv[2]);
const large = new Uint8Array(sample(largeBytes));

const resources: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
  plain: () => new Response(plainText, { headers: { 'content-type': 'text/plain' } }),
  chunked: () => new Response(inPieces(2)),
  slow: () => new Response(inPieces(30)),
  gzip: () => new Response(new Uint8Array(gzipped), { headers: { 'content-encoding': 'gzip' } }),
  'no-content': () => new Response(null, { status: 204 }),
  etag: (request) => {
    const isKnown = request.headers.get('if-none-match') === '"v1"';
    return new Response(isKnown ? null : plainText, { status: isKnown ? 304 : 200, headers: { etag: '"v1"' } });
  },
  range: (request) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '') ?? [];
    const headers = { 'content-range': `bytes ${from}-${to}/1000` };
    return new Response(large.slice(Number(from), Number(to) + 1), { status: 206, headers });
  },
  large: () => new Response(large),
  upload: async (request) => {
    const content = new Uint8Array(await request.arrayBuffer());
    return new Response(`${content.length} ${createHash('sha256').update(content).digest('hex')}`);
  },
  'early-close-chunked': () => new Response(breakingOff()),
};

async function serve(request: Request, peerPort: number | undefined): Promise<Response> {
  const name = new URL(request.url).pathname.split('/').at(-1)!;
  const response = (await resources[name]?.(request)) ?? new Response(null, { status: 404 });
  response.headers.set('x-peer-port', String(peerPort));
  return response;
}

function inPieces(pauseMs: number): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    async pull(controller) {
      const piece = left.shift();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (piece === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(piece));
    },
  });
}

function breakingOff(): ReadableStream<Uint8Array> {
  let hasBegun = false;
  return new ReadableStream({
    async pull(controller) {
      if (hasBegun) await new Promise((resolve) => setTimeout(resolve, 20));
      if (hasBegun) controller.error(new Error('broken off on purpose'));
      else controller.enqueue(new TextEncoder().encode('only this'));
      hasBegun = true;
    },
  });
}

interface Runtimes {
  readonly Deno?: { serve(options: object, handler: (request: Request, info: DenoInfo) => Promise<Response>): void };
  readonly Bun?: { serve(options: object): void };
}

interface DenoInfo {
  readonly remoteAddr: { readonly port: number };
}

interface BunServer {
  requestIP(request: Request): { readonly port: number } | null;
}

const { Deno, Bun } = globalThis as Runtimes;
if (Bun !== undefined) {
  const fetch = (request: Request, server: BunServer) => serve(request, server.requestIP(request)?.port);
  Bun.serve({ port, hostname: '127.0.0.1', maxRequestBodySize: 64 << 20, fetch });
} else {
  Deno?.serve({ port, hostname: '127.0.0.1', onListen() {} }, (request, info) => serve(request, info.remoteAddr.port));
}
