import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import { anthropicMessages } from '../../../../shared/ai/dialects/anthropic-messages.ts';
import { openaiChat } from '../../../../shared/ai/dialects/openai-chat.ts';
import type { JsonObject } from '../../../../shared/ai/json.ts';
import { translateRequest } from '../../../../shared/ai/translate/translate-request.ts';
import { canTranslate, translatedPath } from '../../../../shared/ai/translate/translations.ts';
import { utf8 } from '../../../support/ai/read-events.ts';
import { randomChat } from '../../../support/ai/translate/random-conversation.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const chat = (json: object) => openaiChat.read(utf8(JSON.stringify(json)), '/v1/chat/completions', undefined);
const messages = (json: object) => anthropicMessages.read(utf8(JSON.stringify(json)), '/v1/messages', undefined);
const toMessages = (json: object) => translateRequest(chat(json), anthropicMessages);
const toChat = (json: object) => translateRequest(messages(json), openaiChat);

const asked = {
  model: 'claude-sonnet-5',
  messages: [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is it?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'image_url', image_url: { url: 'https://a.test/b.jpg' } },
        { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' } },
      ],
    },
    {
      role: 'assistant',
      content: 'I look.',
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":[1,2]}' } },
        { id: 'c2', type: 'function', function: { name: 'look', arguments: '' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
    { role: 'tool', tool_call_id: 'c2', content: 'a dog' },
  ],
  tools: [{ type: 'function', function: { name: 'look', description: 'Looks.', parameters: { type: 'object' } } }],
  tool_choice: 'required',
  parallel_tool_calls: false,
  stop: 'END',
  user: 'u-1',
  reasoning_effort: 'high',
  response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } },
} satisfies OpenAI.ChatCompletionCreateParams;

describe('a chat request for Anthropic', () => {
  test('keeps conversation, images, files, tools, calls, results and settings', () => {
    const { request, lost } = toMessages(asked);

    assert.deepEqual(lost, []);
    assert.deepEqual(request.json, {
      model: 'claude-sonnet-5',
      max_tokens: 4096,
      system: 'Be brief.',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            { type: 'image', source: { type: 'url', url: 'https://a.test/b.jpg' } },
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: 'BBBB' },
              title: 'a.pdf',
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 'c1', name: 'look', input: { at: [1, 2] } },
            { type: 'tool_use', id: 'c2', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: 'a cat' },
            { type: 'tool_result', tool_use_id: 'c2', content: 'a dog' },
          ],
        },
      ],
      tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      stop_sequences: ['END'],
      output_config: { effort: 'high', format: { type: 'json_schema', schema: { type: 'object' } } },
      metadata: { user_id: 'u-1' },
    } satisfies Anthropic.MessageCreateParams);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(request.content)), request.json);
    assert.equal(request.dialect, anthropicMessages);
    assert.equal(request.maxOutput, 4096);
  });

  test('without an effort asks for no thoughts', () => {
    const { request, lost } = toMessages({ model: 'm', messages: [], reasoning_effort: 'none' });

    assert.deepEqual([request.json['thinking'], lost], [{ type: 'disabled' }, []]);
  });

  test('takes the model that stands in the path, and the mapped one', () => {
    assert.equal(
      translateRequest({ ...chat(asked), model: 'mapped' }, anthropicMessages).request.json['model'],
      'mapped',
    );
  });

  test('brings signed thoughts back that an answer carried', () => {
    const thinking_blocks = [{ type: 'thinking', thinking: 'Hm.', signature: 's' }];
    const turn = { role: 'assistant', content: 'Yes.', reasoning_content: 'Hm.', thinking_blocks };
    const { request, lost } = toMessages({ model: 'm', messages: [turn] });

    assert.deepEqual(lost, []);
    assert.deepEqual(request.json['messages'], [
      { role: 'assistant', content: [...thinking_blocks, { type: 'text', text: 'Yes.' }] },
    ]);
  });
});

describe('a request for messages for OpenAI', () => {
  test('keeps conversation, images, files, tools, calls, results and settings', () => {
    const params = {
      model: 'gpt-5',
      max_tokens: 100,
      system: [
        { type: 'text', text: 'Be' },
        { type: 'text', text: 'brief.' },
      ],
      messages: [
        { role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://a.test/b' } }] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'look', input: { at: 1 } }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'a cat' }] },
            { type: 'text', text: 'And?' },
          ],
        },
      ],
      tools: [{ name: 'look', input_schema: { type: 'object' }, strict: true }],
      tool_choice: { type: 'tool', name: 'look', disable_parallel_tool_use: true },
      stop_sequences: ['END'],
      metadata: { user_id: 'u-1' },
      output_config: { effort: 'low', format: { type: 'json_schema', schema: { type: 'object' } } },
      stream: true,
    } satisfies Anthropic.MessageCreateParams;

    const { request, lost } = toChat({ ...params, temperature: 0.5 });

    assert.deepEqual(lost, []);
    assert.deepEqual(request.json, {
      model: 'gpt-5',
      messages: [
        {
          role: 'system',
          content: [
            { type: 'text', text: 'Be' },
            { type: 'text', text: 'brief.' },
          ],
        },
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.test/b' } }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 't1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
        },
        { role: 'tool', tool_call_id: 't1', content: [{ type: 'text', text: 'a cat' }] },
        { role: 'user', content: [{ type: 'text', text: 'And?' }] },
      ],
      max_completion_tokens: 100,
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' }, strict: true } }],
      tool_choice: { type: 'function', function: { name: 'look' } },
      parallel_tool_calls: false,
      temperature: 0.5,
      stop: ['END'],
      reasoning_effort: 'low',
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', schema: { type: 'object' }, strict: true },
      },
      user: 'u-1',
      stream: true,
      stream_options: { include_usage: true },
    } satisfies OpenAI.ChatCompletionCreateParams);
  });

  test('that is to go without thoughts asks for no effort, which many models do not take, and says so', () => {
    const thinking = { type: 'disabled' };
    const { request, lost } = toChat({ model: 'gpt-4o', max_tokens: 1, messages: [], thinking });

    assert.deepEqual([request.json['reasoning_effort'], lost], [undefined, ['thinking']]);
  });

  test('shows images of results after the results, and says so', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://a.test/b' } };
    const content = [{ type: 'tool_result', tool_use_id: 't1', content: [image] }];
    const { request, lost } = toChat({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content }] });

    assert.deepEqual(lost, ['tool_result.media']);
    assert.deepEqual(request.json['messages'], [
      { role: 'tool', tool_call_id: 't1', content: '' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.test/b' } }] },
    ]);
  });
});

test('a chat that is translated to messages and back is the same chat', (t) => {
  const seed = testSeed();
  t.diagnostic(`SEED=${seed}`);
  const random = new SeededRandom(seed);
  for (let round = 0; round < 300; round += 1) {
    const before: JsonObject = randomChat(random);
    const there = toMessages(before);
    const back = translateRequest(there.request, openaiChat);

    assert.deepEqual([...there.lost, ...back.lost], []);
    assert.deepEqual(back.request.json, before);
  }
});

test('only chat and messages are translated into one another', () => {
  assert.equal(canTranslate(openaiChat, anthropicMessages), true);
  assert.equal(canTranslate(anthropicMessages, openaiChat), true);
  assert.equal(canTranslate(openaiChat, openaiChat), false);
});

test('the path keeps its prefix', () => {
  assert.equal(translatedPath('/ai/v1/chat/completions', anthropicMessages), '/ai/v1/messages');
  assert.equal(translatedPath('/openai/deployments/x/chat/completions', anthropicMessages), '/v1/messages');
  assert.equal(translatedPath('/ai/v1/messages', openaiChat), '/ai/v1/chat/completions');
});
