import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodingOfModel } from '../../../../../shared/ai/tokens/encodings/encoding-of-model.ts';
import type { EncodingName } from '../../../../../shared/ai/tokens/encodings/encodings.ts';

const known: Readonly<Record<EncodingName, readonly string[]>> = {
  o200k: [
    ...['gpt-4o', 'gpt-4o-mini-2024-07-18', 'gpt-4.1-nano', 'gpt-4.5-preview', 'o1', 'o3-mini', 'o4-mini', 'gpt-5.1'],
    ...['chatgpt-4o-latest', 'openai/gpt-5-mini', 'GPT-4O', 'ft:gpt-4o-mini:acme::id', 'gpt-oss-120b'],
  ],
  cl100k: ['gpt-4', 'gpt-4-turbo', 'gpt-3.5-turbo-0125', 'gpt-35-turbo', 'text-embedding-3-large', 'davinci-002'],
  p50k: ['text-davinci-003', 'code-cushman-001', 'code-davinci-002'],
  r50k: ['davinci', 'text-ada-001', 'text-search-babbage-doc-001', 'gpt2'],
};

describe('the encoding of a model', () => {
  for (const [name, models] of Object.entries(known)) {
    test(`is ${name} for those that were made with it`, () => {
      for (const model of models) assert.deepEqual(encodingOfModel(model), { name, isApproximate: false }, model);
    });
  }

  test('is a near one for models whose own is not published, and says so', () => {
    for (const model of ['claude-sonnet-4-5', 'gemini-2.5-pro', 'llama-3', 'text-embedding-004', '', undefined]) {
      assert.equal(encodingOfModel(model).isApproximate, true, model);
    }
  });
});
