import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withTexts } from '../../../../shared/ai/dialects/written.ts';
import { utf8 } from '../../../support/ai/read-events.ts';

const replaced = (body: string, place: (string | number)[]) =>
  new TextDecoder().decode(withTexts(utf8(body), [{ text: 'b', place }]));

test('an answer with other texts tells no token of the old ones', () => {
  assert.equal(
    replaced('{"choices":[{"message":{"content":"a"},"logprobs":{"content":[{"token":"a"}]}}]}', [
      ...['choices', 0, 'message', 'content'],
    ]),
    '{"choices":[{"message":{"content":"b"},"logprobs":null}]}',
  );
  assert.equal(
    replaced('{"response":{"output":[{"content":[{"text":"a","logprobs":[{"token":"a"}]}]}]}}', [
      ...['response', 'output', 0, 'content', 0, 'text'],
    ]),
    '{"response":{"output":[{"content":[{"text":"b","logprobs":[]}]}]}}',
  );
});

test('an answer without other texts keeps its bytes', () => {
  const content = utf8('{ "logprobs": [1.0] }');

  assert.equal(withTexts(content, []), content);
});
