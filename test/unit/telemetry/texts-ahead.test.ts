import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextsAhead } from '../../../shared/telemetry/texts-ahead.ts';

function counted() {
  let count = 0;
  return new TextsAhead(3, (bytes, at) => {
    bytes.set(new TextEncoder().encode(String(count).padStart(3, '0')), at);
    count += 1;
  });
}

test('hands each text out once, in order', () => {
  const texts = counted();

  const seen = Array.from({ length: 200 }, () => Number(texts.next()));

  assert.deepEqual(
    seen,
    Array.from({ length: 200 }, (_, i) => i),
  );
});

test('writes anew what was given up', () => {
  const texts = counted();
  const first = texts.next();

  texts.drop();
  const second = texts.next();

  assert.equal(first, '000');
  assert.equal(second, '032');
});
