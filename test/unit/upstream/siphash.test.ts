import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sipHash } from '../../../shared/upstream/siphash.ts';

const upTo = (length: number) => Uint8Array.from({ length }, (_, i) => i);
const key = upTo(16);

describe('sipHash', () => {
  // From the reference vectors of SipHash-2-4: key 00…0f, message 00, 01, … of the given length.
  for (const [length, expected] of [
    [0, '726fdb47dd0e0e31'],
    [1, '74f839c593dc67fd'],
    [7, 'ab0200f58b01d137'],
    [8, '93f5f5799a932462'],
    [15, 'a129ca6149be45e5'],
    [63, '958a324ceb064572'],
  ] as const) {
    test(`gives the published value for ${length} bytes`, () => {
      assert.equal(sipHash(key, upTo(length)), expected);
    });
  }

  test('depends on every byte of the key', () => {
    const hashes = Array.from({ length: 16 }, (_, i) => sipHash(key.with(i, 0xff), upTo(15)));

    assert.equal(new Set(hashes).size, 16);
  });
});
