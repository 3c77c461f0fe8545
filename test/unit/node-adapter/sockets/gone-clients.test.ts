import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OpenListener } from '../../../../node-adapter/open-listener.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import type { RequestHandler } from '../../../../shared/http1/request-handler.ts';
import { serverDefaults } from '../../../../shared/http1/server-options.ts';
import { FakeTime } from '../../../support/fake-time.ts';

const node = fileURLToPath(new URL('../../../../node_modules/.bin/node', import.meta.url));

/** Sends a request on each of twenty connections, and resets them all. */
const resets = `
  const { connect } = require('node:net');
  let left = 20;
  for (let i = 0; i < 20; i += 1) {
    const socket = connect(Number(process.argv[1]), '127.0.0.1', () => {
      socket.write('GET /gone HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', () => socket.resetAndDestroy());
    });
    socket.on('close', () => (left -= 1) || process.exit());
  }`;

describe('a client', () => {
  let folder: string;
  let listener: OpenListener | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentinel-gone-'));
  });
  afterEach(async () => {
    await listener?.stop(0);
    rmSync(folder, { recursive: true });
  });

  test('that was gone before its connection was taken is not served: nobody knows its address any more', async () => {
    const seen: string[] = [];
    listener = await opened('127.0.0.1:0', seen);
    const { port } = new URL(listener.url);

    // Nothing is taken while this runs, as the connections of a busy process wait too.
    const { status, stderr } = spawnSync(node, ['-e', resets, port], { timeout: 20_000 });
    assert.equal(status, 0, String(stderr));
    await asked({ host: '127.0.0.1', port: Number(port) });

    assert.deepEqual(seen, ['127.0.0.1 /here']);
  });

  test('of a Unix socket has no address, and is served', async () => {
    const path = join(folder, 'a.sock');
    const seen: string[] = [];
    listener = await opened(`unix:${path}`, seen);

    await asked({ path });

    assert.deepEqual(seen, [' /here']);
  });
});

/** A listener that notes in `seen` who asks for what. */
function opened(address: string, seen: string[]): Promise<OpenListener> {
  const time = new FakeTime();
  const empty = { head: { status: 200, headers: new HeaderList() }, body: null, tunnel: undefined, finished() {} };
  const handler: RequestHandler = {
    serve(head, _body, downstream, take) {
      seen.push(`${downstream.peerAddress} ${head.path}`);
      take(empty);
    },
    refuse(_fault, _head, downstream) {
      seen.push(`${downstream.peerAddress} refused`);
      return empty;
    },
  };
  const options = { ...serverDefaults, listener: 'main' };
  const parts = {
    handler,
    platform: { timers: time, clock: time },
    mayAccept: () => true,
    onTlsFailure() {},
    onTurnedAway: () => void seen.push('turned away'),
  };
  return OpenListener.open(address, { options, tls: undefined, http2: undefined }, parts);
}

/** Asks, and waits for the answer. */
function asked(at: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(at);
    socket.on('error', reject);
    socket.on('data', () => {
      socket.destroy();
      resolve();
    });
    socket.write('GET /here HTTP/1.1\r\nHost: a\r\n\r\n');
  });
}
