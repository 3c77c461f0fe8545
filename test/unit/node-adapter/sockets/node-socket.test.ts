import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket as NetSocket } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { NodeSocket } from '../../../../node-adapter/sockets/node-socket.ts';

describe('socket of the runtime', () => {
  let socket: NodeSocket;
  let peer: NetSocket;
  let received: Buffer[];
  let close: () => void;

  beforeEach(async () => {
    received = [];
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const raw = connect((server.address() as { port: number }).port, '127.0.0.1');
    [peer] = (await once(server, 'connection')) as [NetSocket];
    peer.on('data', (bytes: Buffer) => void received.push(bytes));
    socket = new NodeSocket(raw, false);
    if (raw.connecting) await once(raw, 'connect');
    close = () => {
      raw.destroy();
      peer.destroy();
      server.close();
    };
  });

  afterEach(() => close());

  test('sends small corked pieces as one, byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);

    socket.cork();
    socket.writeText('head\r\n');
    socket.write(bytes);
    socket.uncork();

    assert.deepEqual(await arrived(262), Buffer.concat([Buffer.from('head\r\n'), bytes]));
    assert.equal(received.length, 1);
  });

  test('sends corked pieces of any size in their order', async () => {
    const large = Buffer.alloc(100_000, 'L');

    socket.cork();
    socket.writeText('a');
    socket.cork();
    socket.write(large);
    socket.uncork();
    socket.writeText('b');
    socket.write(Buffer.from('c'));
    socket.uncork();

    assert.equal((await arrived(100_003)).toString('latin1'), `a${large.toString('latin1')}bc`);
  });

  test('sends nothing before the last uncork', async () => {
    socket.cork();
    socket.cork();
    socket.writeText('held');
    socket.uncork();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(received.length, 0);

    socket.uncork();
    await arrived(4);
  });

  test('sends what is corked before it closes its half', async () => {
    socket.cork();
    socket.writeText('last');
    socket.end();
    socket.uncork();

    await once(peer, 'end');
    assert.equal(Buffer.concat(received).toString(), 'last');
  });

  test('sends what was uncorked before what is written after it', async () => {
    socket.cork();
    socket.writeText('one ');
    socket.uncork();
    socket.writeText('two ');
    socket.cork();
    socket.writeText('three ');
    socket.uncork();
    socket.write(Buffer.from('four'));

    assert.equal(String(await arrived(18)), 'one two three four');
  });

  test('sends what was uncorked before it is destroyed', async () => {
    socket.cork();
    socket.writeText('last');
    socket.uncork();
    socket.destroy();

    await once(peer, 'end');
    assert.equal(Buffer.concat(received).toString(), 'last');
  });

  test('asks to wait, also for small corked pieces, while the other side takes nothing', () => {
    peer.pause();

    let writes = 0;
    let goesOn = true;
    while (goesOn && writes < 100_000) {
      socket.cork();
      goesOn = socket.write(Buffer.alloc(4_096));
      socket.uncork();
      writes += 1;
    }

    assert.equal(goesOn, false);
  });

  async function arrived(count: number): Promise<Buffer> {
    for (;;) {
      const all = Buffer.concat(received);
      if (all.length >= count) return all;
      await once(peer, 'data');
    }
  }
});
