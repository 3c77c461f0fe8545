import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { nodeCaches } from '../../node-adapter/cache/node-caches.ts';
import { MemoryStore } from '../../shared/cache/memory/memory-store.ts';
import type { CacheStoreFactory } from '../../shared/config/compile/compile-cache.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { Stage } from './stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-cache-'));
const made: Stage[] = [];
after(() => {
  for (const stage of made) stage.plan.use.retire();
  rmSync(folder, { recursive: true, force: true });
});

const parts = { platform: new FakePlatform(), report: assert.fail };
const options = { makeCacheStore: nodeCaches({ user: undefined, group: undefined }, parts) };
const [one, other] = [join(folder, 'one'), join(folder, 'other')];
const caching = (top: string): Slots => ({ route: 'cache { enabled #true }', top: `cache { ${top} }` });

/** Asks for so many pages and waits until they are kept. */
async function fill(stage: Stage, pages: number, bytes: number): Promise<void> {
  made.push(stage);
  stage.origin = (call) => call.answer(200, new BytesBody('x'.repeat(bytes)), { 'cache-control': 'max-age=60' });
  for (let page = 0; page < pages; page += 1) await stage.ask({ target: `/${page}` });
  const { cache } = stage.plan.cache!;
  for (let tries = 0; tries < 2000 && cache.counts().entries < pages; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe('a cache on disk', () => {
  const kinds = ['memory', 'disk'].map((name) => join(folder, name));
  alive('cache.backend', 'decides whether what is kept outlives the process', {
    off: caching('backend "memory"'),
    on: caching(`backend "disk"; disk-path "${kinds[1]}"`),
    options,
    see: async (stage) => {
      await fill(stage, 1, 10);
      const another = await Stage.of(caching(`backend "disk"; disk-path "${kinds[1]}"`), options);
      made.push(another);
      await another.ask({ target: '/0' });
      return another.calls.length;
    },
    shows: [1, 0],
  });
  alive('cache.disk-path', 'is the folder that it lies in', {
    off: caching(`backend "disk"; disk-path "${other}"`),
    on: caching(`backend "disk"; disk-path "${one}"`),
    options,
    see: async (stage) => {
      await fill(stage, 1, 10);
      return existsSync(join(one, 'index.db'));
    },
    shows: [false, true],
  });
  const shards = ['16', '1'].map((count) => join(folder, `shards-${count}`));
  alive('cache.disk-shards', 'is how many folders bodies are spread over', {
    off: caching(`backend "disk"; disk-path "${shards[0]}"`),
    on: caching(`backend "disk"; disk-path "${shards[1]}"; disk-shards 1`),
    options,
    see: async (stage) => {
      await fill(stage, 8, 40_000);
      const names = readdirSync(stage.config.cache!.diskPath!).filter((name) => name.startsWith('shard-'));
      return names.length > 1;
    },
    shows: [true, false],
  });
  const sizes = ['all', 'less'].map((name) => join(folder, name));
  alive('cache.disk-max-size', 'is the part of a hybrid that lies on disk', {
    off: caching(`backend "hybrid"; disk-path "${sizes[0]}"`),
    on: caching(`backend "hybrid"; disk-path "${sizes[1]}"; disk-max-size 1000`),
    options,
    see: async (stage) => {
      await fill(stage, 3, 1000);
      const again = options.makeCacheStore({
        kind: 'disk',
        path: stage.config.cache!.diskPath!,
        ...{ shards: 16, maxBytes: 1e6, lowBytes: 1e6 },
      });
      const { entries } = again.counts();
      await again.close();
      return entries;
    },
    shows: [3, 0],
  });

  const redisSeen = (key: 'url' | 'prefix') => {
    const made: unknown[] = [];
    const store = new MemoryStore({ maxBytes: 1000, lowBytes: 1000 });
    const makeCacheStore: CacheStoreFactory = (settings) => {
      made.push(settings.kind === 'redis' ? settings[key] : settings.kind);
      return store;
    };
    return { options: { makeCacheStore }, see: () => made.shift() };
  };
  alive('cache.redis-url', 'is where the Redis is', {
    ...redisSeen('url'),
    off: caching('backend "redis"'),
    on: caching('backend "redis"; redis-url "rediss://r:1"'),
    shows: ['redis://127.0.0.1:6379', 'rediss://r:1'],
  });
  alive('cache.redis-prefix', 'is how keys in the Redis begin', {
    ...redisSeen('prefix'),
    off: caching('backend "redis"'),
    on: caching('backend "redis"; redis-prefix "site:"'),
    shows: ['sentinel:cache:', 'site:'],
  });

  test('is refused without a folder, and with settings that have no effect', async () => {
    await assert.rejects(Stage.of(caching('backend "disk"')), /needs a "disk-path"/);
    await assert.rejects(Stage.of(caching(`disk-path "${one}"`)), /"disk-path" has no effect with backend "memory"/);
    const both = `backend "disk"; disk-path "${one}"; disk-max-size 1000`;
    await assert.rejects(Stage.of(caching('backend "redis"; max-size 1000')), /"max-size" has no effect/);
    await assert.rejects(Stage.of(caching(both)), /"disk-max-size" has no effect with backend "disk"/);
  });

  test('is refused where there are no files', async () => {
    await assert.rejects(Stage.of(caching('backend "hybrid"'), { runtime: 'workerd' }), /no files/);
    await assert.rejects(Stage.of(caching('backend "edge"')), /no data centre around it/);
  });
});
