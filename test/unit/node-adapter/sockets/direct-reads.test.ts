import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket as NetSocket, type Server } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { acceptDirectly } from '../../../../node-adapter/sockets/direct-reads.ts';
import { NodeSocket } from '../../../../node-adapter/sockets/node-socket.ts';
import type { SocketHandler } from '../../../../shared/platform/socket.ts';

describe('a connection accepted past the streams', () => {
  let server: Server;
  let sockets: NodeSocket[];
  let clients: NetSocket[];
  let handlerOf: () => SocketHandler;

  beforeEach(async () => {
    sockets = [];
    clients = [];
    server = createServer({ allowHalfOpen: true }, (raw) => {
      const socket = new NodeSocket(acceptDirectly(raw), false);
      socket.handler = handlerOf();
      sockets.push(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    for (const each of [...sockets, ...clients]) each.destroy();
    server.close();
  });

  test('keeps apart what many send at once, though all are read into one buffer', async () => {
    const sent = Array.from({ length: 16 }, (_, i) => Buffer.alloc(200_000, i + 1));
    const received: Buffer[] = [];
    const all = Promise.withResolvers<void>();
    handlerOf = () => {
      const pieces: Uint8Array[] = [];
      const onEnd = (): void => {
        received.push(Buffer.concat(pieces));
        if (received.length === sent.length) all.resolve();
      };
      return { ...quiet, onData: (bytes) => void pieces.push(bytes), onEnd };
    };

    for (const bytes of sent) dial().end(bytes);
    await all.promise;

    received.sort((one, other) => one[0]! - other[0]!);
    assert.ok(received.every((bytes, i) => bytes.equals(sent[i]!)));
  });

  test('tells of the end of the other side, still sends, and is gone when both have ended', async () => {
    const closed = Promise.withResolvers<Error | undefined>();
    const ended = Promise.withResolvers<void>();
    handlerOf = () => ({ ...quiet, onEnd: ended.resolve, onClose: closed.resolve });

    const client = dial();
    client.end('question');
    await ended.promise;
    sockets[0]!.writeText('answer');
    sockets[0]!.end();

    assert.equal(String(await once(client, 'data')), 'answer');
    assert.equal(await closed.promise, undefined);
  });

  test('tells of a connection that breaks', { skip: 'Bun' in globalThis }, async () => {
    const closed = Promise.withResolvers<Error | undefined>();
    const came = Promise.withResolvers<void>();
    handlerOf = () => ({ ...quiet, onData: () => came.resolve(), onClose: closed.resolve });

    const client = dial();
    client.write('half of');
    await came.promise;
    client.resetAndDestroy();

    assert.equal(((await closed.promise) as NodeJS.ErrnoException | undefined)?.code, 'ECONNRESET');
  });

  function dial(): NetSocket {
    const { port } = server.address() as { port: number };
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    clients.push(client);
    return client;
  }
});

const quiet: SocketHandler = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };
