import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timestamps } from '../../../shared/telemetry/timestamps.ts';

test('writes RFC 3339 with milliseconds, whatever came before', () => {
  const timestamps = new Timestamps();

  for (const at of [0, 7, 1_700_000_000_070, 1_700_000_000_999, 1_699_999_999_500, 1_700_000_000_007.9]) {
    assert.equal(timestamps.iso(at), new Date(Math.floor(at)).toISOString());
  }
});

test('writes the form of the common log', () => {
  const timestamps = new Timestamps();

  assert.equal(timestamps.common(Date.UTC(2026, 10, 1, 2, 3, 4)), '01/Nov/2026:02:03:04 +0000');
  assert.equal(timestamps.common(Date.UTC(2026, 0, 31, 23, 59, 59, 999)), '31/Jan/2026:23:59:59 +0000');
});
