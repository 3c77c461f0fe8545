import { anthropicCountTokens } from '../../../../shared/ai/dialects/anthropic-count-tokens.ts';
import { anthropicMessages } from '../../../../shared/ai/dialects/anthropic-messages.ts';
import { type DialectFixture, named } from './fixture.ts';

const started = (usage: object) => ({ type: 'message_start', message: { model: 'claude-sonnet-4-5-20250929', usage } });
const delta = (value: object, index = 0) => ({ type: 'content_block_delta', index, delta: value });
const block = (value: object, index = 0) => ({ type: 'content_block_start', index, content_block: value });

/** Messages. */
export const anthropicMessagesFixture: DialectFixture = {
  dialect: anthropicMessages,
  path: '/v1/messages',
  requests: [
    {
      says: 'blocks of every kind',
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 64,
        stream: true,
        system: [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }],
        messages: [
          { role: 'user', content: 'hi' },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'Hm.', signature: 'AAAA' },
              { type: 'tool_use', id: 't1', name: 'look', input: { url: 'there', deep: ['in', { data: 'it' }] } },
            ],
          },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'a cat' }] },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
              { type: 'document', title: 'Book', source: { type: 'text', media_type: 'text/plain', data: 'Call me' } },
              { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } },
              { type: 'unheard_of', words: 'also read' },
            ],
          },
        ],
        tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }],
      }),
      model: 'claude-sonnet-4-5',
      stream: true,
      maxOutput: 64,
      texts: [
        ...['system: Be kind.', 'user: hi', 'assistant: Hm.', 'assistant: look', 'assistant: there', 'assistant: in'],
        ...['assistant: it', 'tool: a cat', 'user: Book', 'user: Call me', 'user: also read', 'definition: look'],
        ...['definition: Looks.', 'definition: object'],
      ],
    },
    { says: 'system as a text', body: '{"system":"S","messages":[]}', texts: ['system: S'] },
  ],
  wrong: [
    ['{"model":"m","max_tokens":1}', /`messages` is missing/],
    ['{"messages":[],"max_tokens":"1"}', /`max_tokens` must be a whole number/],
  ],
  answers: [
    {
      says: 'input beside what is read from and written to the cache',
      body: JSON.stringify({
        type: 'message',
        model: 'claude-sonnet-4-5-20250929',
        content: [
          { type: 'text', text: 'A cat.' },
          { type: 'tool_use', id: 't', name: 'look', input: { at: 'it' } },
        ],
        usage: { input_tokens: 3, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 7 },
      }),
      usage: { input: 123, output: 7, cachedInput: 100, cacheWrite: 20 },
      model: 'claude-sonnet-4-5-20250929',
      texts: ['assistant: A cat.', 'assistant: look', 'assistant: it'],
    },
    {
      says: 'how long what was written to the cache is kept',
      body: JSON.stringify({
        type: 'message',
        model: 'claude-sonnet-4-5-20250929',
        content: [{ type: 'text', text: 'A cat.' }],
        usage: {
          ...{ input_tokens: 3, cache_creation_input_tokens: 20, output_tokens: 7 },
          cache_creation: { ephemeral_5m_input_tokens: 12, ephemeral_1h_input_tokens: 8 },
        },
      }),
      usage: { input: 23, output: 7, cacheWrite: 20, hourCacheWrite: 8 },
      model: 'claude-sonnet-4-5-20250929',
      texts: ['assistant: A cat.'],
    },
  ],
  streams: [
    {
      says: 'usage at the start and at the end, merged by field',
      format: 'sse',
      wire: named(
        started({ input_tokens: 3, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 1 }),
        { type: 'ping' },
        block({ type: 'text', text: '' }),
        delta({ type: 'text_delta', text: 'A ' }),
        delta({ type: 'text_delta', text: 'cat.' }),
        { type: 'content_block_stop' },
        block({ type: 'tool_use', id: 't', name: 'look', input: {} }, 1),
        delta({ type: 'input_json_delta', partial_json: '{"at":' }, 1),
        delta({ type: 'thinking_delta', thinking: 'Hm.' }, 2),
        delta({ type: 'signature_delta', signature: 'AAAA' }, 2),
        { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 25 } },
        { type: 'message_stop' },
      ),
      events: [
        ...['other', 'other', 'other', 'content: A ', 'content: cat.', 'other', 'content: look', 'content: {"at":'],
        ...['content: Hm.', 'other', 'other', 'done'],
      ],
      usage: { input: 123, output: 25, cachedInput: 100, cacheWrite: 20 },
      model: 'claude-sonnet-4-5-20250929',
      isDone: true,
    },
    {
      says: 'a last report that repeats the input, and leaves the cache out',
      format: 'sse',
      wire: named(started({ input_tokens: 9, cache_read_input_tokens: 4, output_tokens: 1 }), {
        type: 'message_delta',
        usage: { input_tokens: 9, cache_read_input_tokens: 0, output_tokens: 2 },
      }),
      events: ['other', 'other'],
      usage: { input: 13, output: 2, cachedInput: 4 },
      model: 'claude-sonnet-4-5-20250929',
      isDone: false,
    },
    {
      says: 'an error in the middle',
      format: 'sse',
      wire: named(delta({ type: 'text_delta', text: 'A' }), {
        type: 'error',
        error: { type: 'overloaded_error', message: 'Overloaded' },
      }),
      events: ['content: A', 'error'],
      usage: undefined,
      isDone: false,
    },
  ],
  errors: [['{"type":"error","error":{"type":"overloaded_error","message":"no"}}', 529, 'overloaded_error']],
};

/** Counting of tokens. */
export const anthropicCountTokensFixture: DialectFixture = {
  dialect: anthropicCountTokens,
  path: '/v1/messages/count_tokens',
  requests: [
    {
      says: 'messages, with no output to come',
      body: '{"model":"m","system":"S","messages":[{"role":"user","content":"hi"}]}',
      model: 'm',
      maxOutput: 0,
      texts: ['system: S', 'user: hi'],
    },
  ],
  wrong: [['{"model":"m"}', /`messages` is missing/]],
  answers: [
    { says: 'a count, which costs nothing', body: '{"input_tokens":14}', usage: { input: 0, output: 0 }, texts: [] },
  ],
  streams: [],
  errors: [['{"type":"error","error":{"type":"not_found_error","message":"no"}}', 404, 'not_found_error']],
};
