import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AiRequest } from '../../../../shared/ai/ai-request.ts';
import type { EventMeaning } from '../../../../shared/ai/dialects/dialect.ts';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';
import { lacksUsage, UsageChunkFilter } from '../../../../shared/ai/usage/usage-chunk-filter.ts';
import { utf8 } from '../../../support/ai/read-events.ts';

const request = (path: string, body: string) => dialectFor(path).read(utf8(body), path, undefined);
const silent = request('/v1/chat/completions', '{"stream":true,"messages":[]}');
const asking = request('/v1/chat/completions', '{"stream":true,"stream_options":{"include_usage":true},"messages":[]}');

describe('the chunk with the usage', () => {
  const shown = (request: AiRequest, kind: EventMeaning['kind'], data = '{"a":1}') => {
    const bytes = utf8(`data: ${data}\n\n`);
    const sent = new UsageChunkFilter(request).shown({ name: '', data, bytes }, { kind, text: '' });
    return sent && new TextDecoder().decode(sent).slice('data: '.length, -2);
  };

  test('is hidden from a client that did not ask for it', () => {
    assert.equal(shown(silent, 'usage'), undefined);
    for (const kind of ['content', 'done', 'error', 'other'] as const) assert.equal(shown(silent, kind), '{"a":1}');
  });

  test('reaches a client that asked', () => {
    assert.equal(shown(asking, 'usage'), '{"a":1}');
    assert.equal(shown(asking, 'content', '{"a":1,"usage":null}'), '{"a":1,"usage":null}');
  });

  for (const [before, after] of [
    ['{"a":1,"usage":null}', '{"a":1}'],
    ['{"a":1,"usage":null,"b":"}"}', '{"a":1,"b":"}"}'],
    ['{"usage":null,"a":1}', '{"a":1}'],
    ['{ "usage" : null , "a":1}', '{ "a":1}'],
    ['{"a":1 , "usage": null }', '{"a":1  }'],
    ['{"usage":null}', '{}'],
    ['{"a":{"usage":null},"usage":null,"b":[{"usage":null}]}', '{"a":{"usage":null},"b":[{"usage":null}]}'],
    ['{"a":"\\",\\"usage\\":null}","usage":null}', '{"a":"\\",\\"usage\\":null}"}'],
  ] as const) {
    test(`leaves no empty usage in ${before}`, () => {
      assert.equal(shown(silent, 'content', before), after);
    });
  }

  for (const same of [
    '{"a":{"usage":null}}',
    '[{"usage":null}]',
    '{"a":"\\"usage\\":null"}',
    '{"a":"usage"}',
    '{"usage":nul}',
    '{"usage":null',
    '{"usage":null}}',
    '{"usage":{"total_tokens":1},"a":1}',
    '[DONE]',
    '',
  ]) {
    test(`leaves ${same || 'nothing'} as it is`, () => {
      assert.equal(shown(silent, 'content', same), same);
    });
  }

  test('has to be asked for only in streams of chunks', () => {
    assert.equal(lacksUsage(silent), true);
    assert.equal(lacksUsage(asking), false);
    assert.equal(lacksUsage(request('/v1/chat/completions', '{"messages":[]}')), false);
    assert.equal(lacksUsage(request('/v1/messages', '{"stream":true,"messages":[]}')), false);
    assert.equal(lacksUsage(request('/v1/responses', '{"stream":true,"input":"a"}')), false);
  });
});
