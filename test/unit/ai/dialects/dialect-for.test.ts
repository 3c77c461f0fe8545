import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';

describe('the dialect of a path', () => {
  for (const path of ['/v1/chat/completions', '/v1/chat/complet%69ons', '/v1/%63hat/completions/']) {
    test(`is that of chats for ${path}: an escaped letter is the letter to the provider`, () => {
      assert.equal(dialectFor(path), dialectFor('/chat/completions'));
    });
  }

  test('is the generic one where nobody knows the path', () => {
    assert.equal(dialectFor('/v1/chat%2Fcompletions').name, 'generic');
  });
});
