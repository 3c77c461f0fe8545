import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import { ReadAhead } from '../../../shared/http1/read-ahead.ts';

describe('bytes read ahead', () => {
  test('come out in order, what was put back first', () => {
    const ahead = new ReadAhead();
    for (const text of ['b', 'c']) ahead.push(Buffer.from(text));
    ahead.putBack(Buffer.from('a'));

    assert.equal(ahead.size, 3);
    assert.equal(drained(ahead).join(''), 'abc');
    assert.equal(ahead.size, 0);
  });

  test('are few pieces, however small they came', () => {
    const ahead = new ReadAhead();
    for (let i = 0; i < 65_000; i += 1) ahead.push(Buffer.from([97 + (i % 26)]));

    const pieces = drained(ahead);

    assert.ok(pieces.length < 100, `${pieces.length} pieces`);
    assert.equal(
      pieces.join(''),
      Array.from({ length: 65_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join(''),
    );
  });
});

function drained(ahead: ReadAhead): string[] {
  const pieces: string[] = [];
  for (let piece = ahead.shift(); piece !== undefined; piece = ahead.shift())
    pieces.push(Buffer.from(piece).toString());
  return pieces;
}
