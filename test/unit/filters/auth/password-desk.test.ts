import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PasswordDesk } from '../../../../shared/filters/auth/password-desk.ts';
import { Turns } from '../../../../shared/filters/auth/turns.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

const hash = '$2b$04$SV4FI5TFvFw/LrKsIDxcTu.Bn82D9QTR02alfTxg0hX0WBlpV.COK';
const right = { name: 'ann', password: 'open sesame' };

const deskOf = (platform = new FakePlatform()) => new PasswordDesk([{ name: 'ann', hash }], 300_000, platform);
const from = (address: string) => routedExchange({ address });
const code = (error: { readonly code?: string }) => error.code;

describe('passwords', () => {
  test('are right for their user alone', async () => {
    const desk = deskOf();

    assert.equal(await desk.isRight(right, from('192.0.2.1')), true);
    assert.equal(await desk.isRight({ ...right, name: 'bob' }, from('192.0.2.1')), false);
    assert.equal(await desk.isRight({ ...right, password: 'Open sesame' }, from('192.0.2.1')), false);
    assert.equal(await desk.isRight({ name: 'ann\nopen', password: 'sesame' }, from('192.0.2.1')), false);
  });

  test('of one client wait for a turn in fours, and no more', async () => {
    const desk = deskOf();
    const tries = Array.from({ length: 6 }, (_, i) =>
      desk.isRight({ name: 'ann', password: `${i}` }, from('192.0.2.1')),
    );
    const beside = desk.isRight(right, from('192.0.2.2'));
    const told = await Promise.all(tries.map((tried) => tried.catch(code)));

    assert.deepEqual(told, [false, false, false, false, 'rate_limited', 'rate_limited']);
    assert.equal(await beside, true);
  });

  test('of one household of IPv6 wait in fours as well, whatever addresses it takes', async () => {
    const desk = deskOf();
    const tries = Array.from({ length: 6 }, (_, i) =>
      desk.isRight({ name: 'ann', password: `${i}` }, from(`2001:db8:0:1::${i + 1}`)),
    );
    const beside = desk.isRight(right, from('2001:db8:0:2::1'));
    const told = await Promise.all(tries.map((tried) => tried.catch(code)));

    assert.equal(told.filter((one) => one === 'rate_limited').length, 2);
    assert.equal(await beside, true);
  });

  test('of many clients wait in a line of a bounded length', async () => {
    const desk = deskOf();
    const tries = Array.from({ length: 40 }, (_, i) =>
      desk.isRight({ name: 'x', password: `${i}` }, from(`192.0.2.${i}`)),
    );
    const told = await Promise.all(tries.map((tried) => tried.catch(code)));

    assert.equal(told.filter((one) => one === 'overloaded').length, 8);
  });

  test('that were checked are not checked again for a while', async () => {
    const platform = new FakePlatform();
    const desk = deskOf(platform);
    await desk.isRight(right, from('192.0.2.1'));
    const many = Array.from({ length: 100 }, () => desk.isRight(right, from('192.0.2.1')));
    assert.ok((await Promise.all(many)).every(Boolean));

    platform.time.advance(300_000);
    const again = Array.from({ length: 6 }, () => desk.isRight(right, from('192.0.2.1')).catch(code));
    assert.deepEqual(new Set(await Promise.all(again)), new Set([true, 'rate_limited']));
  });
});

describe('turns', () => {
  const settled = async () => {
    for (let i = 0; i < 10; i += 1) await new Promise(setImmediate);
  };

  test('come one after another, each after a rest as long as the last one took', async () => {
    const { time } = new FakePlatform();
    const turns = new Turns({ clock: time, timers: time });
    const begun: number[] = [];
    const start = time.monotonic();
    const works = [1, 2, 3].map(() => {
      const work = Promise.withResolvers<void>();
      const run = (): Promise<void> => {
        begun.push(time.monotonic() - start);
        return work.promise;
      };
      return { work, done: turns.take(run) };
    });
    for (const { work } of works) {
      await settled();
      time.advance(100);
      work.resolve();
      await settled();
      time.advance(100);
      time.advance(20);
    }
    await Promise.all(works.map(({ done }) => done));

    assert.equal(begun.length, 3);
    assert.ok(begun[1]! - begun[0]! >= 200 && begun[2]! - begun[1]! >= 200, String(begun));
  });

  test('that are not given back are taken over, and nobody waits for ever', async () => {
    const { time } = new FakePlatform();
    const turns = new Turns({ clock: time, timers: time });
    void turns.take(() => new Promise(() => {}));
    const second = turns.take(async () => 'second').catch(code);
    await settled();
    time.advance(10_020);
    assert.equal(await second, 'overloaded');

    time.advance(5_000);
    assert.equal(await turns.take(async () => 'third'), 'third');
  });
});
