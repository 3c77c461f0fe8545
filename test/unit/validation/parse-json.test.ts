import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseJson } from '../../../shared/validation/parse-json.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('parseJson', () => {
  for (const text of [
    '{"a":{"a":1},"b":[{"a":"x:\\"y:"}]}',
    '"a:b"',
    '[]',
    ' 7 ',
    '{"":{"\\\\":1}}',
    '{"__proto__":1}',
  ]) {
    test(`reads ${text}`, () => {
      assert.deepEqual(parseJson(bytes(text)), { value: JSON.parse(text) });
    });
  }

  for (const text of [
    '{"role":"user","role":"admin"}',
    '[{"a":{"b":1,"\\u0062":2}}]',
    '{"__proto__":1,"__proto__":2}',
  ]) {
    test(`refuses ${text}, which others may read otherwise`, () => {
      assert.deepEqual(parseJson(bytes(text)), { problem: 'has an object in which a name stands twice' });
    });
  }

  test('refuses what is not UTF-8, or begins with a mark', () => {
    assert.deepEqual(parseJson(Uint8Array.of(0x22, 0xff, 0x22)), { problem: 'is not UTF-8' });
    assert.deepEqual(parseJson(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31)), { problem: 'is not JSON' });
  });

  test('refuses what is nested without end', () => {
    assert.deepEqual(parseJson(bytes('['.repeat(101) + ']'.repeat(101))), {
      problem: 'is nested deeper than 100 levels',
    });
    assert.ok('problem' in parseJson(bytes('['.repeat(500_000) + ']'.repeat(500_000))));
    assert.ok('value' in parseJson(bytes('['.repeat(100) + ']'.repeat(100))));
  });
});
