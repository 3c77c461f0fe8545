import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { RunningProcess } from '../running-process.ts';

/** Asks for a page of one site, whichever process answers. */
function ask(url: string, method = 'GET'): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers: { host: 'localhost' } }, (answer) => {
      let text = '';
      answer
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
}

test('what one Sentinel purges, another on the same folder does not answer with', {
  timeout: 60_000,
}, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-two-'));
  let version = 0;
  const origin = createServer((_, answer) =>
    answer.writeHead(200, { 'cache-control': 'max-age=600' }).end(`${version}`),
  );
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  const file = join(folder, 'sentinel.kdl');
  writeFileSync(
    file,
    `listeners { listener "main" { address "127.0.0.1:0" } }
     cache { backend "hybrid"; disk-path "${join(folder, 'kept')}"; disk-max-size "10MiB" }
     routes {
       route "purge" { matches { method "PURGE" }; priority 200; builtin-handler "cache-purge" }
       route "all" { matches { path-prefix "/" }; upstream "app"; cache { enabled #true } }
     }
     upstreams { upstream "app" { target "127.0.0.1:${(origin.address() as AddressInfo).port}" } }`,
  );
  const running = [new RunningProcess(['run', '-c', file]), new RunningProcess(['run', '-c', file])];
  context.after(async () => {
    for (const process of running) await process.stop();
    origin.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const urls = await Promise.all(running.map(async (process) => (await process.says(/listening on (\S+)/))[1]!));

  for (let round = 0; round < 50; round += 1) {
    for (const url of urls) assert.equal(await ask(url), `${version}`);
    version += 1;
    for (const url of urls) assert.equal(await ask(url), `${version - 1}`, 'from memory');

    await ask(urls[round % 2]!, 'PURGE');

    for (const url of urls) assert.equal(await ask(url), `${version}`, `round ${round}`);
  }
});
