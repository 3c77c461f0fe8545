import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { acceptDirectly } from '../../../../node-adapter/sockets/direct-reads.ts';
import { NameCache } from '../../../../node-adapter/sockets/name-cache.ts';
import { NodeDialer } from '../../../../node-adapter/sockets/node-dialer.ts';
import { NodeSocket } from '../../../../node-adapter/sockets/node-socket.ts';
import type { Socket } from '../../../../shared/platform/socket.ts';

const node = fileURLToPath(new URL('../../../../node_modules/.bin/node', import.meta.url));
const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/tls/${name}`, import.meta.url));
const total = 64 * 1024 * 1024;

/** Sends all that it is let to whoever connects, or where it is told to connect, and says how much was taken whenever it is asked. */
const sender = `
const net = require('node:net'), tls = require('node:tls'), fs = require('node:fs');
const [how, port] = process.argv.slice(1);
const chunk = Buffer.alloc(65536);
let sent = 0;
const pump = (socket) => {
  const more = () => { while (sent < ${total}) { sent += chunk.length; if (!socket.write(chunk)) return; } };
  socket.on('error', () => {}).on('drain', more);
  more();
};
const files = { key: fs.readFileSync(${JSON.stringify(fixture('origin.key'))}), cert: fs.readFileSync(${JSON.stringify(fixture('origin.pem'))}) };
process.stdin.on('data', () => console.log(sent)).on('end', () => process.exit());
if (how === 'tcp-client') pump(net.connect({ host: '127.0.0.1', port: Number(port) }));
else if (how === 'client') pump(tls.connect({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false }));
else {
  const server = how === 'tls' ? tls.createServer(files, pump) : net.createServer(pump);
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}
`;

describe('a connection that is paused', { timeout: 30_000 }, () => {
  let child: ChildProcess;
  let lines: AsyncIterator<string>;
  const start = (...args: string[]): void => {
    child = spawn(node, ['-e', sender, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    lines = linesOf(child);
  };
  afterEach(() => void child.kill());

  for (const how of ['tcp', 'tls']) {
    test(`holds back what an upstream sends by ${how}, until it goes on`, async () => {
      start(how);
      const port = Number((await lines.next()).value);
      await holdsBack(await dialled(port, how === 'tls'));
    });
  }

  test('holds back what a client sends by tcp, until it goes on', async () => {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connected = once(server, 'connection');
    start('tcp-client', String((server.address() as { port: number }).port));
    const [raw] = await connected;

    await holdsBack(new NodeSocket(acceptDirectly(raw), false));
    server.close();
  });

  test('holds back what a client sends by tls, until it goes on', async () => {
    const server = createTlsServer({
      key: readFileSync(fixture('origin.key')),
      cert: readFileSync(fixture('origin.pem')),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connected = once(server, 'secureConnection');
    start('client', String((server.address() as { port: number }).port));
    const [raw] = await connected;

    await holdsBack(new NodeSocket(raw, true));
    server.close();
  });

  async function holdsBack(socket: Socket): Promise<void> {
    const taken = { bytes: 0, all: Promise.withResolvers<void>(), isPaused: false };
    socket.handler = {
      onData(bytes) {
        taken.bytes += bytes.length;
        if (taken.bytes >= total) taken.all.resolve();
        if (taken.isPaused || taken.bytes < 100_000) return;
        taken.isPaused = true;
        socket.pause();
      },
      onDrain() {},
      onEnd() {},
      onClose: () => taken.all.reject(new Error('closed')),
    };
    socket.resume();

    let sent = 0;
    for (let before = -1; before !== sent || !taken.isPaused; ) {
      before = sent;
      await new Promise((pass) => setTimeout(pass, 150));
      child.stdin!.write('?');
      sent = Number((await lines.next()).value);
      assert.ok(sent >= 0, 'the other side is gone');
    }
    assert.ok(sent < total / 2, `${sent} bytes were taken`);

    socket.resume();
    await taken.all.promise;
    socket.handler = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };
    socket.destroy();
  }
});

function dialled(port: number, isSecure: boolean): Promise<Socket> {
  const dialer = new NodeDialer(new NameCache(() => performance.now()));
  const tls = { serverName: 'origin.test', skipVerify: true, ca: undefined, cert: undefined, key: undefined };
  const pool = { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined };
  return new Promise((resolve, reject) => {
    const address = { host: '127.0.0.1', port, tls: isSecure ? tls : undefined, pool };
    dialer.dial(address, {
      onConnected(socket) {
        // What comes before somebody listens would be lost.
        socket.pause();
        resolve(socket);
      },
      onFailed: reject,
    });
  });
}

async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let text = '';
  for await (const piece of child.stdout!) {
    text += String(piece);
    const lines = text.split('\n');
    text = lines.pop()!;
    yield* lines;
  }
}
