import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { acceptOf } from '../../support/websocket-peer.ts';
import { gzipped, largeBytes, pieces, plainText, sample } from '../sample.ts';

/** Serves every resource of the suite with `node:http` on the port given. */
const server = createServer(serve);
server.on('checkContinue', (request, response) => {
  response.writeContinue();
  serve(request, response);
});
server.on('upgrade', (request, socket, head) => {
  const accept = acceptOf(request.headers['sec-websocket-key'] ?? '');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.write(head);
  socket.pipe(socket);
  socket.on('error', () => socket.destroy());
});
server.listen(Number(process.argv[2]), '127.0.0.1');

const large = sample(largeBytes);

/** What is answered by the last part of the path, so that the first may choose the way here. */
const resources: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
  plain: (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': plainText.length }).end(plainText);
  },
  chunked: (_request, response) => void sendPieces(response, 2),
  slow: (_request, response) => void sendPieces(response, 30),
  gzip: (_request, response) => {
    const fields = { 'content-encoding': 'gzip', 'content-type': 'text/plain', 'content-length': gzipped.length };
    response.writeHead(200, fields).end(gzipped);
  },
  'no-content': (_request, response) => response.writeHead(204).end(),
  etag: (request, response) => {
    const isKnown = request.headers['if-none-match'] === '"v1"';
    response.writeHead(isKnown ? 304 : 200, { etag: '"v1"' }).end(isKnown ? undefined : plainText);
  },
  range: (request, response) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (from === undefined) response.end(large.subarray(0, 1000));
    else {
      const fields = { 'content-range': `bytes ${from}-${to}/1000`, 'accept-ranges': 'bytes' };
      response.writeHead(206, fields).end(large.subarray(Number(from), Number(to) + 1));
    }
  },
  large: (_request, response) => response.writeHead(200, { 'content-length': largeBytes }).end(large),
  'to-the-end': (_request, { socket }) => socket?.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${plainText}`),
  'early-close': (_request, { socket }) => socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this'),
  'early-close-chunked': (_request, { socket }) =>
    socket?.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n'),
  'reset-before-head': (_request, { socket }) => void socket?.resetAndDestroy(),
  'reset-within-head': (_request, { socket }) => {
    socket?.write('HTTP/1.1 200 OK\r\nContent-Len', () => socket.resetAndDestroy());
  },
  'reset-within-body': (_request, { socket }) => {
    socket?.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this', () => socket.resetAndDestroy());
  },
};

function serve(request: IncomingMessage, response: ServerResponse): void {
  // Tells who asks whether connections are used again.
  response.setHeader('x-origin-peer', String(request.socket.remotePort));
  const name = request.url?.split('/').at(-1)?.split('?')[0] ?? '';
  const resource = resources[name];
  if (resource !== undefined) resource(request, response);
  else if (name === 'upload') void digest(request, response);
  else response.writeHead(404).end();
}

async function digest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const chunk of request) {
      hash.update(chunk as Buffer);
      length += (chunk as Buffer).length;
    }
  } catch {
    return;
  }
  response.end(`${length} ${hash.digest('hex')}`);
}

async function sendPieces(response: ServerResponse, pauseMs: number): Promise<void> {
  for (const piece of pieces) {
    response.write(piece);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  response.end();
}
