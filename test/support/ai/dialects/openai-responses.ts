import { openaiResponses } from '../../../../shared/ai/dialects/openai-responses.ts';
import { type DialectFixture, named } from './fixture.ts';

const usage = {
  input_tokens: 30,
  input_tokens_details: { cached_tokens: 10 },
  output_tokens: 12,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 42,
};
const measured = { input: 30, output: 12, cachedInput: 10, reasoning: 5 };

/** Responses. */
export const openaiResponsesFixture: DialectFixture = {
  dialect: openaiResponses,
  path: '/v1/responses',
  requests: [
    {
      says: 'a text as input',
      body: '{"model":"gpt-5","instructions":"Be kind.","input":"hi","max_output_tokens":50,"stream":true}',
      model: 'gpt-5',
      stream: true,
      maxOutput: 50,
      texts: ['system: Be kind.', 'user: hi'],
    },
    {
      says: 'items of every kind',
      body: JSON.stringify({
        model: 'gpt-5',
        input: [
          { role: 'developer', content: 'Rules.' },
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'Look' },
              { type: 'input_image', image_url: 'data:image/png;base64,AA' },
            ],
          },
          { type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'AAAA' },
          { type: 'function_call', call_id: 'c', name: 'look', arguments: '{"url":"x"}' },
          { type: 'function_call_output', call_id: 'c', output: 'a cat' },
          { type: 'custom_tool_call', call_id: 'd', name: 'run', input: 'ls' },
          { type: 'computer_call_output', call_id: 'e', output: { type: 'computer_screenshot', image_url: 'data:AA' } },
        ],
        tools: [{ type: 'function', name: 'look', description: 'Looks.' }],
        text: { format: { type: 'json_schema', name: 'seen' } },
        prompt: { id: 'pmpt_1', variables: { city: 'Rome' } },
      }),
      model: 'gpt-5',
      texts: [
        ...['developer: Rules.', 'user: Look', 'assistant: Hm.', 'assistant: look', 'assistant: {"url":"x"}'],
        ...['tool: a cat', 'assistant: run', 'assistant: ls', 'user: Rome', 'definition: function'],
        ...['definition: look', 'definition: Looks.', 'definition: json_schema', 'definition: seen'],
      ],
    },
    {
      says: 'an earlier response alone',
      body: '{"model":"gpt-5","previous_response_id":"r"}',
      model: 'gpt-5',
      texts: [],
    },
  ],
  wrong: [
    ['{"input":7}', /`input` must be a string or a list/],
    ['{"input":"a","max_output_tokens":"9"}', /`max_output_tokens` must be a whole number/],
  ],
  answers: [
    {
      says: 'items of output',
      body: JSON.stringify({
        model: 'gpt-5-2025-08-07',
        error: null,
        output: [
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'A cat.', annotations: [] }] },
          { type: 'function_call', name: 'look', arguments: '{}', call_id: 'c' },
        ],
        usage,
      }),
      usage: measured,
      model: 'gpt-5-2025-08-07',
      texts: ['assistant: A cat.', 'assistant: look', 'assistant: {}'],
    },
  ],
  streams: [
    {
      says: 'deltas of every kind, and the usage at the end',
      format: 'sse',
      wire: named(
        { type: 'response.created', response: { model: 'gpt-5-2025-08-07', usage: null } },
        { type: 'response.output_item.added', item: { type: 'message', content: [] } },
        { type: 'response.output_text.delta', delta: 'A ' },
        { type: 'response.output_text.delta', delta: 'cat.' },
        { type: 'response.output_text.done', text: 'A cat.' },
        { type: 'response.reasoning_summary_text.delta', delta: 'Hm.' },
        { type: 'response.output_item.added', item: { type: 'function_call', name: 'look', arguments: '' } },
        { type: 'response.function_call_arguments.delta', delta: '{}' },
        { type: 'response.audio.delta', delta: 'QUFB' },
        { type: 'response.completed', response: { model: 'gpt-5-2025-08-07', usage } },
      ),
      events: [
        ...['other', 'other', 'content: A ', 'content: cat.', 'other', 'content: Hm.', 'content: look'],
        ...['content: {}', 'content', 'done'],
      ],
      usage: measured,
      model: 'gpt-5-2025-08-07',
      isDone: true,
    },
    {
      says: 'a response that failed',
      format: 'sse',
      wire: named(
        { type: 'response.output_text.delta', delta: 'A' },
        { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message: 'slow' }, usage } },
      ),
      events: ['content: A', 'error'],
      usage: measured,
      isDone: false,
    },
    {
      says: 'an error event',
      format: 'sse',
      wire: named({ type: 'error', code: 'server_error', message: 'oh' }),
      events: ['error'],
      usage: undefined,
      isDone: false,
    },
  ],
  errors: [['{"error":{"code":"server_error","message":"no"},"status":"failed"}', 500, 'server_error']],
};
