import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket as NetSocket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { bunApi } from '../../../../node-adapter/sockets/bun/bun-api.ts';
import { BunDialer } from '../../../../node-adapter/sockets/bun/bun-dialer.ts';
import { NameCache } from '../../../../node-adapter/sockets/name-cache.ts';
import { NodeDialer } from '../../../../node-adapter/sockets/node-dialer.ts';
import type { Socket } from '../../../../shared/platform/socket.ts';
import { TimerWheel } from '../../../../shared/platform/timer-wheel.ts';
import type { Address } from '../../../../shared/platform/transport.ts';

const connections = 40;

describe('many connections that are told much in one turn', () => {
  let server = createServer();
  afterEach(() => void server.close());

  test('hear what was sent before they hear that it ended', async () => {
    const heard = await hear((peer) => peer.end('last words'));

    for (const each of heard) assert.deepEqual(each, ['last words', 'end']);
  });

  test('hear nothing more once they have closed', async () => {
    const heard = await hear(
      (peer) => peer.end('one'),
      (socket) => socket.destroy(),
    );

    for (const each of heard) assert.deepEqual(each, ['one', 'close']);
  });

  /** What each of the connections hears when the peer does `act`, in order, up to the end or the close. */
  async function hear(act: (peer: NetSocket) => void, onData: (socket: Socket) => void = () => {}) {
    const peers: NetSocket[] = [];
    server = createServer((peer) => void peers.push(peer)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const sockets = await Promise.all(Array.from({ length: connections }, () => dial(port)));
    while (peers.length < connections) await once(server, 'connection');
    const all = sockets.map((socket) => heardBy(socket, onData));
    for (const peer of peers) act(peer);
    const heard = await Promise.all(all);
    for (const socket of sockets) socket.destroy();
    return heard;
  }
});

function heardBy(socket: Socket, onData: (socket: Socket) => void): Promise<string[]> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    const over = (how: string): void => {
      heard.push(how);
      resolve([...heard]);
    };
    socket.handler = {
      onData(bytes) {
        heard.push(Buffer.from(bytes).toString('latin1'));
        onData(socket);
      },
      onDrain() {},
      onEnd: () => over('end'),
      onClose: () => over('close'),
    };
  });
}

function dial(port: number): Promise<Socket> {
  const names = new NameCache(() => performance.now());
  const timers = new TimerWheel(() => performance.now(), { start() {}, stop() {} });
  const bun = bunApi();
  const dialer = new NodeDialer(names, bun && new BunDialer({ bun, names, timers }));
  const pool = { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined };
  const address: Address = { host: '127.0.0.1', port, tls: undefined, pool };
  return new Promise((resolve, reject) => {
    dialer.dial(address, { onConnected: resolve, onFailed: reject });
  });
}
