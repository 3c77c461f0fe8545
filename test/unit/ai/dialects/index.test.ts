import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';
import { streamError } from '../../../../shared/ai/dialects/stream-error.ts';

const error = { status: 503, code: 'overloaded', message: 'Later.' };

describe('the dialect of a request', () => {
  test('is told by its path', () => {
    const expected = {
      '/v1/chat/completions': 'openai-chat',
      '/openai/deployments/a/chat/completions': 'openai-chat',
      '/api/v1/completions': 'openai-completions',
      '/v1/responses': 'openai-responses',
      '/v1/embeddings/': 'openai-embeddings',
      '/v1/messages': 'anthropic-messages',
      '/v1/messages/count_tokens': 'anthropic-count-tokens',
      '/v1beta/models/gemini-2.5-pro:streamGenerateContent': 'gemini',
      '/v1beta/models/gemini-2.5-pro%3AgenerateContent': 'gemini',
      '/v1beta/tunedModels/mine:generateContent': 'gemini',
      '/v1beta/models/gemini-2.5-pro': 'generic',
      '/v1/threads/t/messages': 'generic',
      '/v1/responses/r/cancel': 'generic',
      '/v1/models': 'generic',
      '/': 'generic',
    };

    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((path) => [path, dialectFor(path).name])), expected);
  });

  test('tells of errors as the provider does where its path says nothing', () => {
    assert.deepEqual(dialectFor('/v1/files', 'anthropic').errorBody(error), {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Later.' },
    });
    assert.deepEqual(dialectFor('/v1/files', 'gemini').errorBody(error), {
      error: { code: 503, message: 'Later.', status: 'UNAVAILABLE' },
    });
    assert.deepEqual(dialectFor('/v1/files', 'openai').errorBody(error), {
      error: { message: 'Later.', type: 'server_error', param: null, code: 'overloaded' },
    });
    assert.equal(dialectFor('/v1/messages', 'openai').name, 'anthropic-messages');
  });
});

test('an error in a stream comes in the format of the stream', () => {
  const gemini = dialectFor('/v1beta/models/m:streamGenerateContent');
  const body = '{"error":{"code":503,"message":"Later.","status":"UNAVAILABLE"}}';
  const later = { isFirst: false, after: undefined };

  assert.equal(streamError(gemini, error, 'sse', later), `data: ${body}\n\n`);
  assert.equal(streamError(gemini, error, 'ndjson', later), `${body}\n`);
  assert.equal(streamError(gemini, error, 'json-array', later), `,${body}]`);
  assert.equal(streamError(gemini, error, 'json-array', { isFirst: true, after: undefined }), `[${body}]`);
});
