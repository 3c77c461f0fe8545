import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { field } from '../../support/raw-message.ts';
import { respond, respondChunked } from '../../support/raw-origin-behaviours.ts';
import { until } from '../../support/until.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-kept-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** On disk where there is one. */
const store = ({ runtime }: Ports): string =>
  runtime.startsWith('workerd') ? '' : `backend "disk"; disk-path "${join(folder, runtime)}"`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    system: 'admin-token "open-sesame"',
    upstreams: upstream('app', [ports.a]),
    routes: [
      'route "purge" { priority 900; matches { method "PURGE" }; builtin-handler "cache-purge" }',
      'route "stats" { priority 900; matches { path "/stats" }; builtin-handler "cache-stats" }',
      prefixRoute('all', '/', 'app', 'cache { enabled #true }'),
    ].join('\n'),
    more: `cache { status-header #true; ${store(ports)} }`,
  });

const token = 'Authorization: Bearer open-sesame';
const minute = 'Cache-Control: max-age=60';
let number = 0;
const address = (): string => `/p${process.pid}-${number++}`;

async function statusOf(world: World, path: string): Promise<string> {
  return field(await world.ask(`GET ${path}`), 'cache-status') ?? '';
}

/** Once the last byte is there for the client, it may take a moment until it is kept. */
async function untilKept(world: World, path: string): Promise<void> {
  await until(
    async () => /hit/.test(await statusOf(world, path)),
    () => path,
    10,
  );
}

export const cases: readonly Case[] = [
  {
    name: 'drops what is kept of an address, and of nothing else, for who shows the token',
    async run(world) {
      const [one, other] = [address(), address()];
      world.origin.answer(respond('200 OK', [minute], 'text'));
      for (const path of [one, other]) await untilKept(world, path);

      assert.equal((await world.ask(`PURGE ${one}`)).status, 401);
      assert.match(await statusOf(world, one), /hit/);
      const purged = await world.ask(`PURGE ${one}`, { headers: [token] });

      assert.equal((JSON.parse(purged.text) as { purged_entries: number }).purged_entries, 1);
      assert.match(await statusOf(world, one), /fwd=uri-miss/);
      assert.match(await statusOf(world, other), /hit/);
    },
  },
  {
    name: 'asks again for what was purged softly by its tag',
    async run(world) {
      const path = address();
      world.origin.answer(respond('200 OK', [minute, 'ETag: "a"', `Surrogate-Key: shop t${path.slice(1)}`], 'text'));
      await untilKept(world, path);
      const headers = [token, `X-Purge-Tag: t${path.slice(1)}`, 'X-Purge-Soft: true'];
      const purged = await world.ask('PURGE /', { headers });
      assert.equal((JSON.parse(purged.text) as { purged_entries: number }).purged_entries, 1);
      world.origin.answer(respond('304 Not Modified', [minute, 'ETag: "a"'], ''));

      const again = await world.ask(`GET ${path}`);

      assert.equal(again.text, 'text');
      assert.match(field(again, 'cache-status')!, /fwd-status=304/);
      assert.match(await statusOf(world, path), /hit/);
    },
  },
  {
    name: 'gives back large bodies whole and in part',
    async run(world) {
      const path = address();
      const chunks = Array.from({ length: 30 }, (_, at) => String(at % 10).repeat(10_000));
      world.origin.answer(respondChunked(chunks, [minute]));
      await untilKept(world, path);

      assert.equal((await world.ask(`GET ${path}`)).text, chunks.join(''));
      const part = await world.ask(`GET ${path}`, { headers: ['Range: bytes=9999-20000'] });
      assert.deepEqual([part.status, part.text], [206, `0${'1'.repeat(10_000)}2`]);
      const stats = JSON.parse((await world.ask('GET /stats', { headers: [token] })).text) as Record<string, unknown>;
      assert.equal(stats['store'], world.subject.runtime === 'workerd' ? 'memory' : 'disk');
    },
  },
];
