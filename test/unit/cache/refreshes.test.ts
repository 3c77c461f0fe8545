import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Refreshes } from '../../../shared/cache/refreshes.ts';

describe('what is fetched anew behind the backs of clients', () => {
  test('is fetched once at a time, and again when that has ended or takes too long', () => {
    const refreshes = new Refreshes();

    assert.equal(refreshes.begin('a', 0), true);
    assert.equal(refreshes.begin('a', 1), false);
    assert.equal(refreshes.begin('b', 1), true);
    refreshes.end('b');
    assert.equal(refreshes.begin('b', 2), true);
    assert.equal(refreshes.begin('a', 30_000), true);
  });

  test('is remembered within a bound, though none of it ever ends', () => {
    const refreshes = new Refreshes();
    for (let i = 0; i <= 4096; i += 1) refreshes.begin(`${i}`, 0);

    assert.equal(refreshes.begin('4096', 1), false);
    assert.equal(refreshes.begin('1', 1), false);
    assert.equal(refreshes.begin('0', 1), true, 'the oldest is forgotten');
  });
});
