import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { retryAfterMs } from '../../../shared/upstream/retry-after.ts';

const now = Date.UTC(2026, 0, 1);

describe('retryAfterMs', () => {
  for (const [value, expected] of [
    [undefined, undefined],
    ['2', 2000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ] as const) {
    test(`reads ${value === undefined ? 'an absent field' : `"${value}"`} as ${expected}`, () => {
      assert.equal(retryAfterMs(value, now), expected);
    });
  }
});
