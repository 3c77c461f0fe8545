import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { RunningProcess } from '../running-process.ts';

/** Asks over a connection of its own, which any worker may take. */
function ask(url: string, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false, method }, (answer) => answer.resume().on('end', () => resolve(answer)))
      .on('error', reject)
      .end();
  });
}

test('what one worker is told to purge, all workers purge', { timeout: 240_000 }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-purge-'));
  let asked = 0;
  const origin = createServer((_, answer) => {
    asked += 1;
    answer.writeHead(200, { 'cache-control': 'max-age=600' }).end('x');
  });
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  const file = join(folder, 'sentinel.kdl');
  writeFileSync(
    file,
    `system { worker-threads 2 }
     listeners { listener "main" { address "127.0.0.1:0" } }
     routes {
       route "purge" { matches { method "PURGE" }; priority 200; builtin-handler "cache-purge" }
       route "all" { matches { path-prefix "/" }; upstream "app"; cache { enabled #true } }
     }
     upstreams { upstream "app" { target "127.0.0.1:${(origin.address() as AddressInfo).port}" } }`,
  );
  const running = new RunningProcess(['run', '-c', file]);
  context.after(async () => {
    await running.stop();
    origin.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const [, url] = await running.says(/listening on (\S+)/);
  const untilAsked = async (times: number): Promise<void> => {
    for (let tries = 0; asked < times && tries < 500; tries += 1) await ask(`${url}/page`);
    assert.equal(asked, times);
  };
  await untilAsked(2);

  assert.equal((await ask(`${url}/page`, 'PURGE')).statusCode, 200);

  await untilAsked(4);
});
