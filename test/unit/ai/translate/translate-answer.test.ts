import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import { anthropicMessages } from '../../../../shared/ai/dialects/anthropic-messages.ts';
import { openaiChat } from '../../../../shared/ai/dialects/openai-chat.ts';
import { translateAnswer, translateError } from '../../../../shared/ai/translate/translate-answer.ts';
import { randomMessage } from '../../../support/ai/translate/random-answers.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

test('a message reaches a client of OpenAI with its text, calls, thoughts, end and usage', () => {
  const message = {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' },
    content: [
      { type: 'thinking', thinking: 'Hm.', signature: 's' },
      { type: 'text', text: 'Yes.', citations: null },
      { type: 'tool_use', id: 't1', name: 'look', input: { at: 1 } },
    ],
    ...{ stop_reason: 'tool_use', stop_sequence: null },
    usage: { input_tokens: 7, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 33 },
  };

  const { json, lost } = translateAnswer(message, openaiChat, 5_999);

  const call: OpenAI.ChatCompletionMessageFunctionToolCall = {
    ...{ id: 't1', type: 'function' },
    function: { name: 'look', arguments: '{"at":1}' },
  };
  const said = {
    ...{ role: 'assistant' as const, content: 'Yes.', refusal: null, reasoning_content: 'Hm.' },
    thinking_blocks: [message.content[0]],
    tool_calls: [call],
  } satisfies OpenAI.ChatCompletionMessage & Record<string, unknown>;
  assert.deepEqual(lost, []);
  assert.deepEqual(json, {
    ...{ id: 'msg_1', object: 'chat.completion', created: 5, model: 'claude' },
    choices: [{ index: 0, message: said, logprobs: null, finish_reason: 'tool_calls' }],
    usage: {
      ...{ prompt_tokens: 127, completion_tokens: 33, total_tokens: 160 },
      prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 20 },
    },
  } satisfies OpenAI.ChatCompletion);
});

test('a completion reaches a client of Anthropic with its text, calls, thoughts, end and usage', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } };
  const message = { role: 'assistant', content: 'Yes.', refusal: null, reasoning_content: 'Hm.', tool_calls: [call] };
  const completion = {
    ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt' },
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'tool_calls' }],
    usage: {
      prompt_tokens: 127,
      completion_tokens: 33,
      total_tokens: 160,
      prompt_tokens_details: { cached_tokens: 100 },
    },
  };

  const { json, lost } = translateAnswer(completion, anthropicMessages, 0);

  const used: Partial<Anthropic.Usage> = {
    ...{ input_tokens: 27, output_tokens: 33, cache_read_input_tokens: 100, cache_creation_input_tokens: 0 },
  };
  const content = [
    { type: 'thinking', thinking: 'Hm.', signature: '' },
    { type: 'text', text: 'Yes.', citations: null },
  ] satisfies Anthropic.ContentBlock[];
  assert.deepEqual(lost, []);
  assert.deepEqual(json, {
    ...{ id: 'chatcmpl-1', type: 'message', role: 'assistant', model: 'gpt' },
    content: [...content, { type: 'tool_use', id: 'c1', name: 'look', input: { at: 1 } }],
    ...{ stop_reason: 'tool_use', stop_sequence: null, usage: used },
  });
});

test('a message that is translated to a completion and back is the same message', (t) => {
  const seed = testSeed();
  t.diagnostic(`SEED=${seed}`);
  const random = new SeededRandom(seed);
  for (let round = 0; round < 300; round += 1) {
    const { whole } = randomMessage(random);
    const there = translateAnswer(whole, openaiChat, 0);

    assert.deepEqual(translateAnswer(there.json, anthropicMessages, 0), { json: whole, lost: there.lost });
  }
});

describe('the end of an answer', () => {
  const ends = {
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    tool_use: 'tool_calls',
    refusal: 'content_filter',
  };
  for (const [stop_reason, finish] of Object.entries(ends)) {
    test(`${stop_reason} is ${finish} to a client of OpenAI`, () => {
      const { json } = translateAnswer({ content: [], stop_reason }, openaiChat, 0);

      assert.equal((json as unknown as OpenAI.ChatCompletion).choices[0]!.finish_reason, finish);
    });
  }

  test('calls end a message as calls, whatever the server says', () => {
    const tool_calls = [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } }];
    const choices = [{ index: 0, message: { content: null, tool_calls }, finish_reason: 'stop' }];

    assert.equal(translateAnswer({ choices }, anthropicMessages, 0).json['stop_reason'], 'tool_use');
  });
});

test('a refusal of a provider is told in the words of the client', () => {
  const told = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' } };

  assert.deepEqual(translateError(told, 429, anthropicMessages, openaiChat), {
    error: { message: 'Slow down.', type: 'rate_limit_error', param: null, code: 'rate_limit_error' },
  });
  assert.deepEqual(translateError({ error: { message: 'No.', type: 'x' } }, 400, openaiChat, anthropicMessages), {
    type: 'error',
    error: { type: 'invalid_request_error', message: 'No.' },
  });
  assert.deepEqual(translateError(undefined, 503, openaiChat, anthropicMessages), {
    type: 'error',
    error: { type: 'overloaded_error', message: 'The provider refused the request.' },
  });
});
