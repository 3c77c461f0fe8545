import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';
import { openaiChat } from '../../../../shared/ai/dialects/openai-chat.ts';
import { utf8 } from '../../../support/ai/read-events.ts';

const path = '/v1/chat/completions';
const read = (body: string) => openaiChat.read(utf8(body), path, undefined);
const asked = (body: string) => new TextDecoder().decode(openaiChat.write(read(body), { includeUsage: true }).content);

describe('a stream of chunks is asked for its usage', () => {
  test('in the text of the request, wherever its options stand', () => {
    assert.equal(
      asked('{"stream":true,"temperature":1.0,"messages":[]}'),
      '{"stream_options":{"include_usage":true},"stream":true,"temperature":1.0,"messages":[]}',
    );
    assert.equal(
      asked('{"stream":true,"stream_options":{"include_usage":false , "x":1},"messages":[]}'),
      '{"stream":true,"stream_options":{"include_usage":true , "x":1},"messages":[]}',
    );
    assert.equal(
      asked('{"stream":true,"stream_options":{"x":1},"messages":[]}'),
      '{"stream":true,"stream_options":{"include_usage":true,"x":1},"messages":[]}',
    );
    assert.equal(
      asked('{"stream":true,"stream_options":null,"messages":[]}'),
      '{"stream":true,"stream_options":{"include_usage":true},"messages":[]}',
    );
  });

  test('only when it is a stream, and does not ask itself', () => {
    for (const body of ['{"messages":[]}', '{"stream":true,"stream_options":{"include_usage":true},"messages":[]}']) {
      const request = read(body);

      assert.equal(openaiChat.write(request, { includeUsage: true }), request);
    }
  });
});

describe('a request without a change', () => {
  test('is the same, with the bytes of the client', () => {
    const request = read('{ "messages" : [ ], "model":"m" }');

    assert.equal(openaiChat.write(request, {}), request);
    assert.equal(openaiChat.write(request, { model: 'm' }).content, request.content);
  });
});

describe('the model of Azure', () => {
  test('is changed in the path and, where it stands there too, in the body', () => {
    const deployment = '/openai/deployments/a/chat/completions';
    const dialect = dialectFor(deployment);
    const request = dialect.read(utf8('{"messages":[]}'), deployment, undefined);
    const both = dialect.read(utf8('{"model":"x","messages":[]}'), deployment, undefined);

    assert.equal(dialect.pathFor(deployment, 'b c'), '/openai/deployments/b%20c/chat/completions');
    assert.equal(dialect.write(request, { model: 'b' }).content, request.content);
    assert.equal(dialect.write(both, { model: 'b' }).json['model'], 'b');
  });

  test('is put into the body where the path has none', () => {
    assert.equal(openaiChat.write(read('{"messages":[]}'), { model: 'b' }).json['model'], 'b');
  });
});
