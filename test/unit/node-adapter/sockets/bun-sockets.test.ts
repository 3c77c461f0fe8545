import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket as NetSocket } from 'node:net';
import { describe, test } from 'node:test';
import { bunApi } from '../../../../node-adapter/sockets/bun/bun-api.ts';
import { BunDialer } from '../../../../node-adapter/sockets/bun/bun-dialer.ts';
import { listenOnBun } from '../../../../node-adapter/sockets/bun/bun-listen.ts';
import { parseListenAddress } from '../../../../node-adapter/sockets/listen-address.ts';
import { NameCache } from '../../../../node-adapter/sockets/name-cache.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import type { Socket } from '../../../../shared/platform/socket.ts';
import { TimerWheel } from '../../../../shared/platform/timer-wheel.ts';
import type { Address } from '../../../../shared/platform/transport.ts';
import { keepAliveDueSecs, tellsKeepAlive } from '../../../support/keep-alive.ts';

const bun = bunApi();
const pool = { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined };

/** Run by `on-bun.test.ts`; there is nothing to see on other runtimes. */
describe('sockets of Bun', { skip: bun === undefined }, () => {
  test('sends what waits behind a slow reader whole and in order, and says when it is taken', async () => {
    const { ours, theirs, stop } = await pair();
    const sent = Buffer.alloc(8_000_000, 'abcdefg');
    const drained = new Promise<void>((resolve) => {
      ours.handler = { ...quiet, onDrain: resolve };
    });
    const received: Buffer[] = [];

    ours.cork();
    ours.writeText('first\r\n');
    assert.equal(ours.write(sent), false);
    ours.writeText('last');
    ours.uncork();
    ours.writeText('\xff');
    assert.ok((ours.unsent ?? 0) > 0);
    theirs.on('data', (bytes: Buffer) => void received.push(bytes));
    await drained;
    ours.end();
    await once(theirs, 'end');

    assert.deepEqual(
      Buffer.concat(received),
      Buffer.concat([Buffer.from('first\r\n'), sent, Buffer.from('last\xff', 'latin1')]),
    );
    stop();
  });

  test('sends what was uncorked before what is written after it, and before it is destroyed', async () => {
    const { ours, theirs, stop } = await pair();
    const received: Buffer[] = [];
    theirs.on('data', (bytes: Buffer) => void received.push(bytes));

    ours.cork();
    ours.writeText('one ');
    ours.uncork();
    ours.write(Buffer.from('two '));
    ours.cork();
    ours.write(Buffer.from('three '));
    ours.uncork();
    ours.writeText('four ');
    ours.cork();
    ours.writeText('five');
    ours.uncork();
    ours.destroy();
    await once(theirs, 'end');

    assert.equal(String(Buffer.concat(received)), 'one two three four five');
    stop();
  });

  test('tells of the end of the other side, and still sends', async () => {
    const { ours, theirs, stop } = await pair();
    const ended = new Promise<void>((resolve) => {
      ours.handler = { ...quiet, onEnd: resolve };
    });

    theirs.end();
    await ended;
    ours.writeText('answer');

    assert.equal(String(await once(theirs, 'data')), 'answer');
    stop();
  });

  test('tells of its own breaking off later than the call, once', async () => {
    const { ours, theirs, stop } = await pair();
    let closed = 0;
    ours.handler = {
      ...quiet,
      onClose: () => {
        closed += 1;
      },
    };

    ours.destroy('reset');
    assert.equal(closed, 0);
    const [error] = (await once(theirs, 'error')) as [NodeJS.ErrnoException];

    assert.equal(error.code, 'ECONNRESET');
    assert.equal(closed, 1);
    stop();
  });

  test('takes nothing while it is paused', async () => {
    const { ours, theirs, stop } = await pair();
    let received = 0;
    ours.handler = {
      ...quiet,
      onData: (bytes) => {
        received += bytes.length;
      },
    };

    ours.pause();
    theirs.write('waits');
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(received, 0);
    ours.resume();
    while (received < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    stop();
  });

  test('dials a name by all of its addresses, and has the system ask whether it is there', async () => {
    const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };

    // Nobody listens at the first one.
    const socket = await dial(dialerOf(['::1', '127.0.0.1']), { host: 'origin.test', port });

    assert.equal(socket.remoteAddress, '127.0.0.1');
    const dueSecs = tellsKeepAlive ? keepAliveDueSecs(socket) : 0;
    socket.destroy();
    server.close();
    assert.ok(dueSecs !== undefined && dueSecs <= 60, `${dueSecs}`);
  });

  test('says that nothing was sent when it is refused, and tells nothing once it is cancelled', async () => {
    const dialer = dialerOf(['127.0.0.1']);
    const fault = await dial(dialer, { host: '127.0.0.1', port: 1 }).catch((error: unknown) => error);
    assert.ok(fault instanceof Fault);
    assert.equal(fault.unsent, true);

    dialer
      .dial(addressOf({ host: 'origin.test', port: 1 }), {
        onConnected: () => assert.fail(),
        onFailed: () => assert.fail(),
      })
      .cancel();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
});

const quiet = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };

async function pair(): Promise<{ ours: Socket; theirs: NetSocket; stop(): void }> {
  const accepted = Promise.withResolvers<Socket>();
  const listening = await listenOnBun(bun!, parseListenAddress('127.0.0.1:0'), accepted.resolve);
  const theirs = connect({ port: listening.port, host: '127.0.0.1', allowHalfOpen: true });
  const ours = await accepted.promise;
  return {
    ours,
    theirs,
    stop() {
      ours.destroy();
      theirs.destroy();
      listening.stop();
    },
  };
}

function dialerOf(addresses: readonly string[]): BunDialer {
  const names = new NameCache(
    () => performance.now(),
    (_name, tell) =>
      tell(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
  );
  const timers = new TimerWheel(() => performance.now(), { start() {}, stop() {} });
  return new BunDialer({ bun: bun!, names, timers });
}

function dial(dialer: BunDialer, place: { host: string; port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    dialer.dial(addressOf(place), {
      onConnected(socket) {
        socket.handler = quiet;
        resolve(socket);
      },
      onFailed: reject,
    });
  });
}

function addressOf(place: { host: string; port: number }): Address {
  return { ...place, tls: undefined, pool };
}
