import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaEssence, parseMediaType } from '../../../shared/http/media-type.ts';

test('reads type and parameters', () => {
  const type = parseMediaType('Text/HTML; Charset=utf-8 ;boundary="a;b\\"c"; charset=x;');

  assert.equal(type?.essence, 'text/html');
  assert.deepEqual(
    [...type!.parameters],
    [
      ['charset', 'utf-8'],
      ['boundary', 'a;b"c'],
    ],
  );
});

for (const value of [
  '',
  'text',
  'text/',
  '/html',
  'text/html; a',
  'text/html; a=b c',
  'te xt/html',
  'text/html; a="b',
]) {
  test(`refuses '${value}'`, () => assert.equal(parseMediaType(value), undefined));
}

test('reads the essence alone whatever follows it', () => {
  assert.equal(mediaEssence('Application/JSON; a b c'), 'application/json');
  assert.equal(mediaEssence(undefined), undefined);
  assert.equal(mediaEssence('nonsense'), undefined);
});
