import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const bun = fileURLToPath(new URL('../../../../node_modules/.bin/bun', import.meta.url));

describe('sockets on Bun', () => {
  for (const name of [
    'bun-sockets.test.ts',
    'in-turn.test.ts',
    'busy-turn.test.ts',
    'gone-clients.test.ts',
    'listen.test.ts',
    'node-dialer.test.ts',
    'node-socket.test.ts',
    'paused-sockets.test.ts',
  ]) {
    test(`keep what ${name} promises`, { timeout: 240_000 }, async () => {
      const file = fileURLToPath(new URL(name, import.meta.url));
      const child = spawn(bun, ['test', '--timeout', '30000', file], { env: { ...process.env, NO_COLOR: '1' } });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text) => {
          said += String(text);
        });
      const [code] = (await once(child, 'close')) as [number];

      assert.equal(code, 0, said.slice(-4000));
    });
  }
});
