import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberingLast } from '../../../shared/ai/remembering-last.ts';

test('what is told of a text is that of this text, also when it is asked for in turns, and asked for once in a row', () => {
  const asked: string[] = [];
  const length = rememberingLast((text) => {
    asked.push(text);
    return text === '' ? undefined : text.length;
  });

  assert.deepEqual(['', '', 'ab', 'ab', '', 'abc', 'ab'].map(length), [undefined, undefined, 2, 2, undefined, 3, 2]);
  assert.deepEqual(asked, ['', 'ab', '', 'abc', 'ab']);
});

test('a text that nothing could be told of is asked about again', () => {
  let isBroken = true;
  const told = rememberingLast((text) => {
    if (isBroken) throw new Error('broken');
    return text.length;
  });

  assert.throws(() => told('ab'));
  isBroken = false;
  assert.equal(told('ab'), 2);
});
