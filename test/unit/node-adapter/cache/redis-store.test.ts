import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RedisStore } from '../../../../node-adapter/cache/redis-store.ts';
import type { Kept } from '../../../../shared/cache/cache-store.ts';
import { collectBody } from '../../../../shared/http/collect-body.ts';
import { headOf, keep } from '../../../support/cache-store-suite.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import { startRedis } from '../../../support/redis-server.ts';

type Server = Awaited<ReturnType<typeof startRedis>>;

describe('RedisStore', () => {
  let server: Server;
  const open: RedisStore[] = [];
  const platform = new FakePlatform();
  const problems: string[] = [];

  before(async () => {
    server = await startRedis({ isDurable: false });
  });
  after(async () => {
    for (const store of open) store.close();
    await server.stop();
  });

  function storeAt(prefix: string, url = server.url): RedisStore {
    const store = new RedisStore({ url, prefix }, { platform, report: (problem) => void problems.push(problem) });
    open.push(store);
    return store;
  }

  async function textOf(found: Kept | undefined): Promise<string | undefined> {
    if (found?.kind !== 'response') return undefined;
    return new TextDecoder().decode(await collectBody(found.body(), 1e7));
  }

  test('is shared: what one keeps, renews, marks, deletes or purges, all find or miss', async () => {
    const [one, other] = [storeAt('a:'), storeAt('a:')];
    await keep(one, 'a', 'text', headOf('http://h/a', ['t']));
    assert.equal(await textOf(await other.get('a')), 'text');

    await other.purge({ by: 'tag', tag: 't' }, 'outdate');
    const outdated = await one.get('a');
    assert.equal(outdated?.kind === 'response' && outdated.isOutdated, true);
    await one.renew('a', 'other', headOf('http://h/a', [], 'other'));
    await one.renew('a', '1', { ...headOf('http://h/a', ['t']), status: 203 });
    const renewed = await other.get('a');
    assert.deepEqual(renewed?.kind === 'response' && [renewed.head.status, renewed.isOutdated], [203, false]);

    await one.mark('m', { names: ['accept'], url: 'http://h/m' });
    assert.deepEqual(await other.get('m'), { kind: 'marker', marker: { names: ['accept'], url: 'http://h/m' } });
    await other.purge({ by: 'prefix', prefix: 'http://h/' }, 'delete');
    assert.deepEqual([await one.get('a'), await one.get('m')], [undefined, undefined]);

    await keep(one, 'a', 'again', headOf('http://h/a', [], '2'));
    assert.equal(await textOf(await other.get('a')), 'again');
    await other.delete('a');
    assert.equal(await one.get('a'), undefined);
  });

  test('drops an address without forgetting anything else, however often', async () => {
    const [one, other] = [storeAt('e:'), storeAt('e:')];
    await keep(one, 'a', 'text', headOf('http://h/a'));
    await keep(one, 'b', 'text', headOf('http://h/b'));
    for (let i = 0; i < 1100; i += 1) await one.purge({ by: 'url', url: `http://h/${i}` }, 'delete');
    await one.purge({ by: 'url', url: 'http://h/b' }, 'delete');

    assert.equal(await textOf(await other.get('a')), 'text');
    assert.equal(await other.get('b'), undefined);
    await keep(other, 'b', 'new', headOf('http://h/b', [], '2'));
    assert.equal(await textOf(await one.get('b')), 'new');
    await one.purge({ by: 'url', url: 'http://h/b' }, 'outdate');
    const found = await other.get('b');
    assert.equal(found?.kind === 'response' && found.isOutdated, true);
  });

  test('cuts ranges, keeps bytes as they are, and nothing of what was broken off or is too large', async () => {
    const store = storeAt('b:');
    await store.get('a');
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const writer = store.put('a', headOf('a'))!;
    writer.write(bytes);
    await writer.commit();
    const found = await store.get('a');
    if (found?.kind !== 'response') throw new Error('nothing is kept');

    assert.deepEqual([...(await collectBody(found.body({ first: 127, last: 129 }), 10))], [127, 128, 129]);
    store.put('b', headOf('b'))!.abort();
    const large = store.put('b', headOf('b'))!;
    large.write(new Uint8Array(9_000_000));
    await large.commit();
    assert.equal(await store.get('b'), undefined);
  });

  test('holds nothing good that came before more purges than are remembered', async () => {
    const store = storeAt('c:');
    await keep(store, 'a', 'text', headOf('http://h/a'));
    for (let i = 0; i < 1001; i += 1) await store.purge({ by: 'tag', tag: `t${i}` }, 'delete');

    assert.equal(await storeAt('c:').get('a'), undefined);
  });

  test('misses while the Redis is away, rests, and purges when it is back', async () => {
    const alone = await startRedis({ isDurable: true });
    const store = storeAt('d:', alone.url);
    await keep(store, 'a', 'text', headOf('http://h/a'));
    await alone.kill();

    assert.equal(await store.get('a'), undefined);
    assert.equal(await store.purge({ by: 'all' }, 'delete'), undefined);
    assert.equal(store.put('b', headOf('b')), undefined);
    assert.match(problems.join(), /does not answer/);

    await alone.start();
    for (let tries = 0; tries < 800 && (await store.get('b')) === undefined; tries += 1) {
      platform.time.jump(1_100);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await keep(store, 'b', 'text', headOf('http://h/b'));
    }
    assert.equal(await textOf(await store.get('b')), 'text');
    assert.equal(await storeAt('d:', alone.url).get('a'), undefined);
    await alone.stop();
  });
});
