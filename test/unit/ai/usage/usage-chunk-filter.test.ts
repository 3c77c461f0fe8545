import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';
import { lacksUsage, UsageChunkFilter } from '../../../../shared/ai/usage/usage-chunk-filter.ts';
import { utf8 } from '../../../support/ai/read-events.ts';

const request = (path: string, body: string) => dialectFor(path).read(utf8(body), path, undefined);
const silent = request('/v1/chat/completions', '{"stream":true,"messages":[]}');
const asking = request('/v1/chat/completions', '{"stream":true,"stream_options":{"include_usage":true},"messages":[]}');

describe('the chunk with the usage', () => {
  test('is hidden from a client that did not ask for it', () => {
    const filter = new UsageChunkFilter(silent);

    assert.equal(filter.hides({ kind: 'usage', text: '' }), true);
    for (const kind of ['content', 'done', 'error', 'other'] as const)
      assert.equal(filter.hides({ kind, text: '' }), false);
  });

  test('reaches a client that asked', () => {
    assert.equal(new UsageChunkFilter(asking).hides({ kind: 'usage', text: '' }), false);
  });

  test('has to be asked for only in streams of chunks', () => {
    assert.equal(lacksUsage(silent), true);
    assert.equal(lacksUsage(asking), false);
    assert.equal(lacksUsage(request('/v1/chat/completions', '{"messages":[]}')), false);
    assert.equal(lacksUsage(request('/v1/messages', '{"stream":true,"messages":[]}')), false);
    assert.equal(lacksUsage(request('/v1/responses', '{"stream":true,"input":"a"}')), false);
  });
});
