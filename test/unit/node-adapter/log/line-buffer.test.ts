import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LineBuffer } from '../../../../node-adapter/log/line-buffer.ts';

describe('line buffer', () => {
  for (const [what, line] of [
    ['short', 'a'],
    ['usual', 'b'.repeat(420)],
    ['long', 'c'.repeat(5_000)],
    ['beyond ASCII', 'ü日本'.repeat(300)],
  ] as const) {
    test(`holds lines that are ${what}, in order`, () => {
      const buffer = new LineBuffer(100);
      const lines = Array.from({ length: 50 }, (_, i) => `${i} ${line}`);

      for (const each of lines) buffer.add(each);

      assert.equal(buffer.bytes.toString(), lines.map((each) => `${each}\n`).join(''));
      assert.equal(buffer.lines, 50);
      assert.equal(buffer.size, buffer.bytes.length);
    });
  }

  test('counts lines that are not yet bytes', () => {
    const buffer = new LineBuffer(100);

    buffer.add('0123456789');

    assert.equal(buffer.size, 11);
    assert.equal(buffer.lines, 1);
  });

  test('is empty once cleared, and can be filled again', () => {
    const buffer = new LineBuffer(100);
    buffer.add('x'.repeat(50_000));
    buffer.add('y');

    buffer.clear();
    assert.equal(buffer.size, 0);
    assert.equal(buffer.lines, 0);
    assert.equal(buffer.bytes.length, 0);

    buffer.add('z');
    assert.equal(buffer.bytes.toString(), 'z\n');
  });
});
