import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RequestsAhead } from '../../../shared/http1/requests-ahead.ts';

/** Notes requests of ten bytes; each entry is what had come by the time the request was read. */
function full(max: number, received: readonly number[]): boolean[] {
  const ahead = new RequestsAhead(max);
  return received.map((bytes, i) => {
    ahead.note((i + 1) * 10, bytes);
    return ahead.isFull;
  });
}

describe('requests ahead of the answers', () => {
  test('are too many when more came at once than may', () => {
    assert.deepEqual(full(2, [50, 50, 50]), [false, false, true]);
  });

  test('may be as many as allowed, all at once', () => {
    assert.deepEqual(full(2, [30, 30, 30]), [false, false, false]);
  });

  test('are counted anew for a client that always keeps a few under way', () => {
    const received = Array.from({ length: 50 }, (_, i) => (i + 3) * 10);

    assert.ok(!full(2, received).includes(true));
  });

  test('are not the body of a request', () => {
    const ahead = new RequestsAhead(1);
    ahead.note(10, 40);
    ahead.note(40, 40);

    assert.equal(ahead.isFull, false);
  });
});
