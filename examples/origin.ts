// A small origin to stand behind the examples.
//
//   npx node examples/origin.ts                 on the ports 3001, 3002 and 3003
//   npx node examples/origin.ts 3001            on the port 3001 alone
//   npx node examples/origin.ts 3443 --tls origin-cert.pem origin-key.pem
//
// It answers every request with what it was sent, as JSON. Some paths, wherever they stand, do more:
//
//   /status/503     answers with that status
//   /slow/2000      waits that many milliseconds before the answer
//   /jam/2000       waits so long every other time, whichever of the ports is asked
//   /flaky          answers 503 every other time
//   /events         sends an event every 200 ms, five in all
//   /break          breaks the connection off instead of an answer
//
// At /chat/completions and /messages it answers as a model does: see examples/model.ts.
//
// A WebSocket gets back what it sends.
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { WebSocketServer } from 'ws';
import { answerAsModel, isModelPath } from './model.ts';

/** How an origin differs from the usual. */
export interface OriginOptions {
  /** Speaks TLS with this certificate and key, both PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Told of each request as it comes. */
  readonly onRequest?: (url: string) => void;
}

/** An origin at work. */
export interface Origin {
  readonly port: number;
  stop(): Promise<void>;
}

/** Requests for `/jam` so far, at all origins. */
let jams = 0;

/** Starts an origin on the loopback address; port 0 stands for any that is free. */
export async function startOrigin(port: number, { tls, onRequest }: OriginOptions = {}): Promise<Origin> {
  let flaky = 0;
  const server: Server = tls ? createTlsServer(tls) : createServer();
  server.on('request', async (request, response) => {
    const { method, url = '/', headers } = request;
    onRequest?.(url);
    const [, action, value] = /\/(status|slow|jam|flaky|events|break)\b\/?(\d*)/.exec(url) ?? [];
    if (action === 'break') return void request.socket.destroy();
    if (action === 'events') return void (await sendEvents(response));
    const body = Buffer.concat(await request.toArray().catch(() => [])).toString();
    const [path = ''] = url.split('?');
    if (method === 'POST' && isModelPath(path)) return answerAsModel(path, body, own, response);
    if (action === 'slow') await wait(Number(value), undefined, { ref: false });
    if (action === 'jam' && jams++ % 2 === 0) await wait(Number(value), undefined, { ref: false });
    if (action === 'flaky') flaky += 1;
    const status = action === 'status' ? Number(value) : action === 'flaky' && flaky % 2 === 1 ? 503 : 200;
    response.writeHead(status, { 'content-type': 'application/json', 'x-powered-by': 'origin.ts' });
    response.end(`${JSON.stringify({ origin: own, method, url, headers, body }, null, 2)}\n`);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const own = (server.address() as AddressInfo).port;
  const stop = (): Promise<void> =>
    new Promise((stopped) => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.close(() => stopped());
      server.closeAllConnections();
    });
  return { port: own, stop };
}

async function sendEvents(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for (let number = 1; number <= 5 && !response.destroyed; number += 1) {
    response.write(`data: event ${number}\n\n`);
    await wait(200);
  }
  response.end();
}

async function main(args: readonly string[]): Promise<void> {
  const at = args.indexOf('--tls');
  const [cert, key] = at === -1 ? [] : args.slice(at + 1);
  const tls = cert && key ? { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } : undefined;
  const ports = args.slice(0, at === -1 ? undefined : at).map(Number);
  for (const port of ports.length > 0 ? ports : [3001, 3002, 3003]) {
    await startOrigin(port, { ...(tls && { tls }) });
    console.log(`origin on ${tls ? 'https' : 'http'}://127.0.0.1:${port}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
