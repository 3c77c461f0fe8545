import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { listen } from '../../../../node-adapter/sockets/listen.ts';
import { listenUrl, parseListenAddress } from '../../../../node-adapter/sockets/listen-address.ts';
import { NodeSocket } from '../../../../node-adapter/sockets/node-socket.ts';
import type { Socket } from '../../../../shared/platform/socket.ts';
import { keepAliveDueSecs, tellsKeepAlive } from '../../../support/keep-alive.ts';

describe('listening', () => {
  test('takes connections on IPv4, IPv6 and Unix sockets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-listen-'));
    for (const text of ['127.0.0.1:0', '[::1]:0', `unix:${folder}/a.sock`]) {
      const { socket, close } = await connected(text);

      assert.equal(socket.remoteAddress, text.startsWith('[') ? '::1' : text.startsWith('unix') ? '' : '127.0.0.1');
      close();
    }
    rmSync(folder, { recursive: true });
  });

  test('shows an IPv4 client of an IPv6 listener by its IPv4 address', async () => {
    const { socket, close } = await connected('[::]:0', '127.0.0.1');

    assert.equal(socket.remoteAddress, '127.0.0.1');
    close();
  });

  test('has the system ask after clients that are silent', { skip: !tellsKeepAlive }, async () => {
    const { socket, close } = await connected('127.0.0.1:0');

    const dueSecs = keepAliveDueSecs(socket);
    close();
    assert.ok(dueSecs !== undefined && dueSecs <= 60, `${dueSecs}`);
  });

  test('says plainly that a port is taken', async () => {
    const first = await listen(parseListenAddress('127.0.0.1:0'), () => {});

    await assert.rejects(
      listen(parseListenAddress(`127.0.0.1:${first.port}`), () => {}),
      {
        message: `cannot listen on 127.0.0.1:${first.port}: another program is using it`,
      },
    );
    first.stop();
  });

  test('removes the socket file of a process that is gone, and only that', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-listen-'));
    const path = join(folder, 'a.sock');
    const address = parseListenAddress(`unix:${path}`);

    await leaveSocketFile(path);
    const first = await listen(address, () => {});
    await assert.rejects(
      listen(address, () => {}),
      /another program is using it/,
    );
    first.stop();

    writeFileSync(path, 'precious');
    await assert.rejects(
      listen(address, () => {}),
      /another program is using it/,
    );
    assert.equal(existsSync(path), true);
    rmSync(folder, { recursive: true });
  });

  test('shows addresses as people open them', () => {
    assert.equal(listenUrl(parseListenAddress('127.0.0.1:80'), 80), 'http://127.0.0.1:80');
    assert.equal(listenUrl(parseListenAddress('[::1]:0'), 8080), 'http://[::1]:8080');
    assert.equal(listenUrl(parseListenAddress('unix:/run/a.sock'), 0), 'unix:/run/a.sock');
  });

  test('refuses what is no address', () => {
    for (const text of ['', '8080', 'host', 'host:', 'host:99999', 'host:x']) {
      assert.throws(() => parseListenAddress(text), /no address to listen on/, text);
    }
  });
});

/** A connection to a listener: our side of it, and what closes both. */
async function connected(text: string, host = text.startsWith('[') ? '::1' : '127.0.0.1'): Promise<Connected> {
  const address = parseListenAddress(text);
  const taken = Promise.withResolvers<Socket>();
  const { port, stop } = await listen(address, (raw) => taken.resolve(new NodeSocket(raw, false)));
  const client = address.path === undefined ? connect({ host, port }) : connect({ path: address.path });
  client.on('error', () => {});
  const socket = await taken.promise;
  return {
    socket,
    close() {
      client.destroy();
      socket.destroy();
      stop();
    },
  };
}

interface Connected {
  readonly socket: Socket;
  close(): void;
}

async function leaveSocketFile(path: string): Promise<void> {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  const child = spawn(process.execPath, ['-e', script]);
  await new Promise((gone) => child.on('exit', gone));
  assert.equal(existsSync(path), true);
}
