import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Ejection } from '../../shared/upstream/ejection.ts';
import { HealthObject } from '../../worker/cloudflare/health/health-object.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeHealthStorage } from '../support/fake-health-storage.ts';

describe('the object that shares the health of targets', () => {
  let clock: FakeClock;
  let storage: FakeHealthStorage;
  let object: HealthObject;

  beforeEach(() => {
    clock = new FakeClock();
    storage = new FakeHealthStorage();
    object = new HealthObject({ storage }, undefined, clock);
  });

  const post = async (body: unknown): Promise<number> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return (await object.fetch(new Request('http://health/ejections', { method: 'POST', body: text }))).status;
  };
  const listed = async (): Promise<Ejection[]> => {
    const response = await object.fetch(new Request('http://health/ejections'));
    return (await response.json()) as Ejection[];
  };
  const ejection = (target: string, forMs: number): Ejection => ({
    ...{ upstream: 'app', target, untilMs: clock.now() + forMs },
  });

  /** Moves the clock to the alarm and lets it ring. */
  async function ring(): Promise<void> {
    clock.advance(storage.alarm! - clock.now());
    storage.alarm = null;
    await object.alarm();
  }

  test('lists what it was told', async () => {
    const told = [ejection('a:80', 1000), { ...ejection('a:80', 2000), upstream: 'shop/app' }];

    assert.deepEqual([await post(told[0]), await post(told[1])], [204, 204]);
    assert.deepEqual(await listed(), told);
  });

  test('keeps its rows when the platform makes it anew', async () => {
    await post(ejection('a:80', 1000));

    object = new HealthObject({ storage }, undefined, clock);

    assert.equal((await listed()).length, 1);
  });

  test('lists an ejection until its time is over, whether it was cleaned or not', async () => {
    await post(ejection('a:80', 1000));
    clock.advance(999);
    const before = await listed();
    clock.advance(1);

    assert.equal(before.length, 1);
    assert.deepEqual(await listed(), []);
  });

  test('lets the longer of two ejections stand', async () => {
    await post(ejection('a:80', 5000));
    await post(ejection('a:80', 9000));
    await post(ejection('a:80', 1000));

    assert.deepEqual(await listed(), [ejection('a:80', 9000)]);
  });

  test('cleans what is over, and sleeps when nothing is left', async () => {
    await post(ejection('a:80', 20_000));
    await post(ejection('b:80', 60_000));
    await ring();
    const afterFirst = [storage.rows, storage.alarm! - clock.now()];
    await ring();

    assert.deepEqual(afterFirst, [1, 40_000]);
    assert.deepEqual([storage.rows, storage.alarm], [0, null]);
  });

  test('does not wake for each of many short ejections', async () => {
    await post(ejection('a:80', 1));

    assert.equal(storage.alarm! - clock.now(), 10_000);
  });

  test('keeps a bounded number of ejections: those that end last', async () => {
    for (let i = 0; i < 1005; i += 1) await post(ejection(`t${i}:80`, 1000 + i));

    const names = (await listed()).map(({ target }) => target);
    assert.equal(storage.rows, 1000);
    assert.ok(!names.includes('t4:80') && names.includes('t5:80') && names.includes('t1004:80'));
  });

  test('holds none for longer than a day', async () => {
    await post(ejection('a:80', 1e15));

    assert.deepEqual(await listed(), [ejection('a:80', 24 * 3_600_000)]);
  });

  test('refuses what is no ejection', async () => {
    const good = ejection('a:80', 1000);
    const bad = ['{', [], { ...good, target: 5 }, { ...good, untilMs: 'x' }, { ...good, target: 'x'.repeat(513) }];
    for (const body of [...bad, { ...good, more: 1 }]) assert.equal(await post(body), 400);

    assert.equal(storage.rows, 0);
  });

  test('has no other pages', async () => {
    for (const init of [{ method: 'DELETE' }, { method: 'PUT', body: '{}' }]) {
      assert.equal((await object.fetch(new Request('http://health/ejections', init))).status, 404);
    }
    assert.equal((await object.fetch(new Request('http://health/'))).status, 404);
  });
});
