import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryStore } from '../../shared/cache/memory/memory-store.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { Slots } from './config-text.ts';
import { Stage } from './stage.ts';

const pages: Slots = {
  route: 'cache { enabled #true }',
  routes: `
    route "stats" { matches { path "/stats" }; priority 200; builtin-handler "cache-stats" }
    route "purge" { matches { path-prefix "/purge" }; priority 200; builtin-handler "cache-purge" }
    route "any" { matches { method "PURGE" }; priority 300; builtin-handler "cache-purge" }
    route "admin" { matches { path-prefix "/admin" }; priority 200; builtin-handler "admin" }`,
  system: 'admin-token "sesame"',
  logging: 'audit-log { }',
};
const sesame = { authorization: 'Bearer sesame' };

/** A stage that keeps these addresses, each with its last letter for a tag. */
async function filled(...targets: readonly string[]): Promise<Stage> {
  const stage = await Stage.of(pages);
  stage.origin = (call) =>
    call.answer(200, new BytesBody('x'), {
      'cache-control': 'max-age=60, stale-while-revalidate=60',
      'cache-tag': `all, ${call.request.head.path.at(-1)}`,
    });
  for (const target of targets) await stage.ask({ target });
  return stage;
}

/** How many of these addresses are answered from what is kept. */
async function hits(stage: Stage, ...targets: readonly string[]): Promise<number> {
  const before = stage.calls.length;
  for (const target of targets) await stage.ask({ target });
  return targets.length - (stage.calls.length - before);
}

/** A stage whose store cannot be reached. */
function broken(): Promise<Stage> {
  const store = Object.assign(new MemoryStore({ maxBytes: 1e6, lowBytes: 1e6 }), { purge: () => undefined });
  const backend = { top: 'cache { backend "redis"; redis-url "redis://127.0.0.1:6379" }' };
  return Stage.of({ ...pages, ...backend }, { makeCacheStore: () => store });
}

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('a purge that the store cannot do', () => {
  test('is told to who asked, by the page and by the admin API, and to the audit log', async () => {
    const stage = await broken();
    const body = '{"all":true}';
    const headers = { ...sesame, 'content-type': 'application/json' };

    const byPage = await stage.ask({ method: 'PURGE', target: '/a', headers: sesame });
    const byApi = await stage.ask({ method: 'POST', target: '/admin/cache/purge', headers, body });

    assert.deepEqual([byPage.status, byPage.code], [503, 'cache_unavailable']);
    assert.deepEqual([byApi.status, json(byApi.text)['code']], [503, 'cache_unavailable']);
    const lines = stage.platform.lines.filter(({ stream }) => stream === 'audit');
    assert.equal(lines.filter(({ line }) => line.includes('"not done"')).length, 3);
  });
});

describe('the page cache-purge', () => {
  test('drops the address that is asked for, by a method or below a path', async () => {
    const stage = await filled('/a', '/b', '/c?x');

    const first = await stage.ask({ method: 'PURGE', target: '/a', headers: sesame });
    const second = await stage.ask({ method: 'POST', target: '/purge/c?x', headers: sesame });

    assert.deepEqual([first.status, json(first.text)['purged_entries']], [200, 1]);
    assert.equal(json(second.text)['purged_entries'], 1);
    assert.equal(await hits(stage, '/b'), 1);
    assert.equal(await hits(stage, '/a', '/c?x'), 0);
  });

  test('drops all that begins so, and all with a tag', async () => {
    const stage = await filled('/x/a', '/x/b', '/y/a');

    const prefix = { ...sesame, 'x-purge-wildcard': 'true' };
    assert.equal(
      json((await stage.ask({ method: 'PURGE', target: '/x/*', headers: prefix })).text)['purged_entries'],
      2,
    );
    const tag = { ...sesame, 'x-purge-tag': 'z a' };
    assert.equal(json((await stage.ask({ method: 'PURGE', target: '/', headers: tag })).text)['purged_entries'], 1);
  });

  test('makes out of date what is purged softly: it is fetched anew, not lost', async () => {
    const stage = await filled('/a');
    await stage.ask({ method: 'PURGE', target: '/a', headers: { ...sesame, 'x-purge-soft': 'true' } });

    assert.equal(stage.plan.cache!.cache.counts().entries, 1);
    await stage.ask({ target: '/a' });
    assert.equal(stage.calls.length, 2);
  });

  test('does nothing for who may not, nor for methods that only read', async () => {
    const stage = await filled('/a');

    const answers = [
      await stage.ask({ method: 'PURGE', target: '/a' }),
      await stage.ask({ method: 'GET', target: '/purge/a', headers: sesame }),
      await stage.ask({ method: 'PURGE', target: '/*/a', headers: { ...sesame, 'x-purge-wildcard': 'true' } }),
    ];

    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 405, 400],
    );
    assert.equal(await hits(stage, '/a'), 1);
  });

  test('is told in the audit log', async () => {
    const stage = await filled('/a');
    await stage.ask({ method: 'PURGE', target: '/', headers: { ...sesame, 'x-purge-tag': 'a' } });

    const line = stage.platform.lines.find(({ stream }) => stream === 'audit')!.line;
    const { event_type, reason, action } = json(line);
    assert.deepEqual([event_type, reason, action], ['cache_purge', 'tag a', 'delete']);
  });
});

describe('the page cache-stats', () => {
  test('shows what the cache did', async () => {
    const stage = await filled('/a', '/a');

    const {
      store,
      hits: answered,
      misses,
      hit_ratio,
      enabled,
    } = json((await stage.ask({ target: '/stats', headers: sesame })).text);

    assert.deepEqual([enabled, store, answered, misses, hit_ratio], [true, 'memory', 1, 1, 0.5]);
    assert.equal((await stage.ask({ target: '/stats' })).status, 401);
  });
});

describe('the admin API of the cache', () => {
  const post = (stage: Stage, content: object) =>
    stage.ask({
      ...{ method: 'POST', target: '/admin/cache/purge' },
      headers: { ...sesame, 'content-type': 'application/json' },
      body: JSON.stringify(content),
    });

  test('purges by address, prefix and tag, softly or not', async () => {
    const stage = await filled('/x/a', '/x/b', '/y/c');
    const host = json((await post(stage, { tag: 'nothing' })).text);
    const remark = 'Nothing of it was kept in this process.';
    assert.deepEqual(host, { purged: 'tag nothing', soft: false, purged_entries: 0, remark });

    assert.equal(json((await post(stage, { tag: 'c', soft: true })).text)['purged_entries'], 1);
    assert.equal(json((await post(stage, { prefix: 'http://' })).text)['purged_entries'], 3);
    assert.equal(json((await post(stage, { all: true })).text)['purged_entries'], 0);
    const { stores, purged } = json((await stage.ask({ target: '/admin/cache', headers: sesame })).text);
    assert.deepEqual([stores, purged], [3, 4]);
  });

  test('refuses what means nothing, or two things', async () => {
    const stage = await filled();
    const wrong = [{}, { tag: 'a', all: true }, { url: '/a' }, { soft: true }];

    const statuses = await Promise.all(wrong.map(async (content) => (await post(stage, content)).status));

    assert.deepEqual(statuses, [422, 422, 422, 422]);
  });
});
