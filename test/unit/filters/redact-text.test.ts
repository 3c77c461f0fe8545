import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactJson, redactQuery } from '../../../shared/filters/redact-text.ts';

test('hides the values of secret members of JSON, at any depth, and of one that is cut off', () => {
  assert.equal(
    redactJson('{"user":{"apiKey":"k","name":"n"},"access_token" : "a\\"b","pin":1234,"n":1,"secret":"cut of'),
    '{"user":{"apiKey":"***","name":"n"},"access_token":"***","pin":"***","n":1,"secret":"***"',
  );
});

test('hides the values of secret parameters, also of those whose names are escaped', () => {
  assert.equal(redactQuery('a=1&token=x=y&%74oken=z&code=q&flag'), 'a=1&token=***&%74oken=***&code=***&flag');
});

test('takes no longer for a text that is made to be slow than its length asks for', () => {
  const startedAt = performance.now();

  for (const text of ['"'.repeat(100_000), '"a":"\\'.repeat(20_000), `"a"${' '.repeat(100_000)}`]) redactJson(text);

  assert.ok(performance.now() - startedAt < 10_000);
});
