import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdBytes } from '../../../shared/telemetry/id-bytes.ts';

test('hands every byte out once, in order', () => {
  let drawn = 0;
  const bytes = new IdBytes({
    next: () => 0,
    bytes(count) {
      drawn += count;
      return Uint8Array.from({ length: count }, (_, i) => (drawn - count + i + 1) % 251);
    },
  });

  const seen = Array.from({ length: 3000 }, () => bytes.next());

  assert.deepEqual(
    seen,
    Array.from({ length: 3000 }, (_, i) => (i + 1) % 251),
  );
});

test('writes bytes in hexadecimal, and never an id of zeros alone', () => {
  const zeros = new IdBytes({ next: () => 0, bytes: (count) => new Uint8Array(count) });
  const large = new IdBytes({ next: () => 0, bytes: (count) => new Uint8Array(count).fill(0xab) });

  assert.equal(large.hex(3), 'ababab');
  assert.equal(zeros.hex(8), '0000000000000001');
});
