import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemcachedTime } from '../../../../shared/ledger/memcached/memcached-time.ts';
import { FakeTime } from '../../../support/fake-time.ts';

/** What an instance takes the time for whose clock is off by so much, when Memcached notices seconds so late. */
async function toldBy({ off = 0, lateMs = 0, into = 0 }): Promise<number> {
  const time = new FakeTime();
  time.jump(1000 - (time.now() % 1000) + into);
  const seconds = Math.floor((time.now() - off - lateMs) / 1000);
  const told = await new MemcachedTime(time, async () => `STAT time ${seconds}\r\nEND\r\n`).now();
  return told - (time.now() - off);
}

describe('MemcachedTime', () => {
  test('is that of a clock which agrees with Memcached, to the millisecond', async () => {
    for (const into of [0, 1, 500, 999]) assert.equal(await toldBy({ into }), 0);
  });

  test('is that of such a clock too where Memcached notices up to half a second late that a second is over', async () => {
    for (const lateMs of [1, 100, 499]) assert.equal(await toldBy({ lateMs, into: 20 }), 0);
  });

  test('is less than two seconds off where the clock is wrong, by however much', async () => {
    for (const off of [3_600_000, -3_600_000, 5_000, -5_000]) {
      for (const into of [0, 500, 999]) assert.ok(Math.abs(await toldBy({ off, into })) < 2_000);
    }
  });
});
