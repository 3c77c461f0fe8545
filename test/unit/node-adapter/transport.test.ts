import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { socketPlatform } from '../../../node-adapter/platform.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../../shared/http/body.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import type { Address, UpstreamCall } from '../../../shared/platform/transport.ts';
import { addressWith, faultOf, type RequestSketch, requestOf } from '../http1/client/client-bench.ts';

describe('transport over real sockets', { timeout: 120_000 }, () => {
  const { transport } = socketPlatform({ write() {} });
  const sockets = new Set<Socket>();
  let server: Server;
  let address: Address;
  let serve: (socket: Socket, request: string) => void = () => {};
  let connections = 0;

  before(async () => {
    server = createServer({ allowHalfOpen: true }, (socket) => {
      connections += 1;
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      socket.on('data', (bytes) => serve(socket, bytes.toString('latin1')));
    });
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    const { port } = server.address() as { port: number };
    address = { ...addressWith(), host: '127.0.0.1', port };
  });

  after(() => {
    transport.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  function send(sketch: RequestSketch = {}): UpstreamCall {
    return transport.send(requestOf(address, sketch));
  }

  test('carries many requests on one connection', async () => {
    serve = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    const before = connections;

    for (let i = 0; i < 20; i += 1) {
      const { body } = await send().response;
      assert.equal((await collectBody(body!, 10)).length, 2);
    }

    assert.equal(connections - before, 1);
  });

  test('puts an answer together that arrives byte by byte', async () => {
    const answer = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
    serve = (socket) => trickle(socket, answer);

    const { body } = await send().response;

    assert.equal(new TextDecoder().decode(await collectBody(body!, 100)), 'hello');
  });

  test('sends a large body of unknown length, and takes one', async () => {
    const content = new Uint8Array(8 * 1024 * 1024).fill(65);
    let received = 0;
    serve = (socket, request) => {
      received += request.length;
      if (request.endsWith('0\r\n\r\n')) socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${content.length}\r\n\r\n`);
      if (request.endsWith('0\r\n\r\n')) socket.write(content);
    };

    const { body } = await send({ method: 'POST', body: unannounced(content) }).response;

    assert.equal((await collectBody(body!, content.length)).length, content.length);
    assert.ok(received > content.length);
  });

  test('stops the other side while nobody takes the body', async () => {
    const chunk = new Uint8Array(64 * 1024);
    let sent = 0;
    serve = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const pump = (): void => {
        while (sent < 64 * 1024 * 1024) {
          sent += chunk.length;
          if (!socket.write(chunk)) return;
        }
      };
      socket.on('drain', pump);
      pump();
    };
    const call = send();

    await call.response;
    await new Promise((resolve) => setTimeout(resolve, 200));
    const early = sent;
    await new Promise((resolve) => setTimeout(resolve, 200));

    assert.equal(sent, early);
    assert.ok(sent < 32 * 1024 * 1024, `${sent} bytes`);
    call.cancel(new Fault('client_left'));
  });

  test('lets the other side know at once that nobody waits any more', async () => {
    const gone = Promise.withResolvers<number>();
    serve = (socket) => {
      const askedAt = performance.now();
      socket.once('error', () => gone.resolve(performance.now() - askedAt));
      setTimeout(() => call.cancel(new Fault('client_left')), 20);
    };
    const call = send();

    assert.equal((await faultOf(call)).code, 'client_left');
    assert.ok((await gone.promise) < 20_000);
  });

  test('reports a reset in the middle of a body', async () => {
    serve = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nsome', () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      );
    };

    const { body } = await send({ method: 'POST', body: new BytesBody('x') }).response;

    await assert.rejects(collectBody(body!, 100), { code: 'upstream_body_broken' });
  });

  test('delivers an answer that comes while the other side closes its half', async () => {
    serve = (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nto the end');

    const { body } = await send().response;

    assert.equal(new TextDecoder().decode(await collectBody(body!, 100)), 'to the end');
  });
});

/** One byte a turn of the event loop. */
function trickle(socket: Socket, text: string): void {
  if (text === '') return;
  socket.write(text.slice(0, 1), 'latin1', () => setImmediate(() => trickle(socket, text.slice(1))));
}

/** A body of unknown length, in pieces, that waits when asked to. */
function unannounced(content: Uint8Array): Body {
  let sink: BodySink | undefined;
  let at = 0;
  const pump = (): void => {
    while (at < content.length) {
      const piece = content.subarray(at, at + 65_536);
      at += piece.length;
      if (sink?.write(piece) === false) return;
    }
    sink?.end();
    sink = undefined;
  };
  return {
    length: undefined,
    start(to) {
      sink = to;
      pump();
    },
    resume: pump,
    cancel() {
      sink = undefined;
    },
  };
}
