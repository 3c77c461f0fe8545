import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hash32, mix32 } from '../../../shared/upstream/hash.ts';

describe('hash', () => {
  test('gives the same numbers in every release', () => {
    assert.deepEqual(
      [hash32(''), hash32('a'), hash32('192.0.2.1'), hash32('a', 1), mix32(1, 2)],
      [2872998923, 444641715, 1941296713, 3873127206, 2117216093],
    );
  });

  test('gives whole numbers of 32 bits without sign', () => {
    for (let i = 0; i < 1000; i += 1) {
      const hash = hash32(`key ${i}`);
      assert.ok(Number.isInteger(hash) && hash >= 0 && hash <= 0xffffffff);
    }
  });

  test('tells texts apart that differ in one character or in order', () => {
    const hashes = new Set(Array.from({ length: 20_000 }, (_, i) => hash32(`10.0.${i >> 8}.${i & 255}`)));

    assert.ok(hashes.size >= 19_998, `${hashes.size} of 20000`);
    assert.notEqual(hash32('ab'), hash32('ba'));
    assert.notEqual(mix32(1, 2), mix32(2, 1));
  });

  test('spreads neighbouring keys evenly', () => {
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i += 1) counts[hash32(`user-${i}`) % 16]! += 1;

    for (const count of counts) assert.ok(count > 850 && count < 1150, `${counts}`);
  });
});
