import { openaiChat } from '../../../../shared/ai/dialects/openai-chat.ts';
import { type DialectFixture, sse } from './fixture.ts';

const chunk = (delta: object, rest: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, delta, finish_reason: null, ...rest }],
});
const usage = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 8, audio_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 4, audio_tokens: 1 },
};
const measured = { input: 20, output: 9, cachedInput: 8, reasoning: 4, audioInput: 2, audioOutput: 1 };

/** Chat completions. */
export const openaiChatFixture: DialectFixture = {
  dialect: openaiChat,
  path: '/v1/chat/completions',
  requests: [
    {
      says: 'texts of every role and kind',
      body: JSON.stringify({
        model: 'gpt-4o',
        max_completion_tokens: 100,
        n: 2,
        messages: [
          { role: 'developer', content: 'Be short.' },
          {
            role: 'user',
            name: 'Ann',
            content: [{ type: 'text', text: 'What is this?' }, image('data:image/png;base64,AA')],
          },
          { role: 'assistant', content: null, tool_calls: [call('look', '{"at":"it"}')] },
          { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
          {
            role: 'user',
            content: [{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' } }],
          },
        ],
        tools: [
          { type: 'function', function: { name: 'look', description: 'Looks.', parameters: { type: 'object' } } },
        ],
        response_format: { type: 'json_schema', json_schema: { name: 'seen', schema: { title: 'What was seen' } } },
      }),
      model: 'gpt-4o',
      maxOutput: 100,
      choices: 2,
      texts: [
        ...['developer: Be short.', 'user: Ann', 'user: What is this?', 'assistant: look', 'assistant: {"at":"it"}'],
        ...['tool: a cat', 'user: a.pdf', 'definition: function', 'definition: look', 'definition: Looks.'],
        ...['definition: object', 'definition: seen', 'definition: What was seen'],
      ],
    },
    {
      says: 'the larger of two limits, and a stream',
      body: '{"model":"m","stream":true,"max_tokens":5,"max_completion_tokens":9,"messages":[]}',
      model: 'm',
      stream: true,
      maxOutput: 9,
      texts: [],
    },
    {
      says: 'the deployment of Azure rather than the model of the body',
      path: '/openai/deployments/my%20gpt/chat/completions',
      body: '{"model":"other","messages":[{"role":"user","content":"hi"}]}',
      model: 'my gpt',
      texts: ['user: hi'],
    },
    { says: 'no model', body: '{"messages":[{"role":"user","content":"hi"}]}', texts: ['user: hi'] },
  ],
  wrong: [
    ['{"messages":"hi"}', /`messages` must be a list/],
    ['{"model":"m"}', /`messages` is missing/],
    ['{"messages":[1]}', /`messages\[0\]` must be an object/],
    ['{"messages":[],"model":7}', /`model` must be a string/],
    ['{"messages":[],"stream":"yes"}', /`stream` must be true or false/],
    ['{"messages":[],"n":0}', /`n` must be a whole number of at least 1/],
    ['{"messages":[],"max_tokens":-1}', /`max_tokens` must be a whole number of at least 0/],
    ['{"messages":[],"stream_options":[]}', /`stream_options` must be an object/],
  ],
  answers: [
    {
      says: 'usage with its parts, and all choices',
      body: JSON.stringify({
        model: 'gpt-4o-2024-08-06',
        choices: [
          { message: { role: 'assistant', content: 'A cat.' } },
          { message: { role: 'assistant', content: null, refusal: 'No.', reasoning_content: 'Hm.' } },
          { message: { role: 'assistant', content: null, tool_calls: [call('look', '{}')] } },
        ],
        usage,
      }),
      usage: measured,
      model: 'gpt-4o-2024-08-06',
      texts: ['assistant: A cat.', 'assistant: No.', 'assistant: Hm.', 'assistant: look', 'assistant: {}'],
    },
    {
      says: 'reasoning that is reported beside the output',
      body: '{"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":22,"completion_tokens_details":{"reasoning_tokens":10}}}',
      usage: { input: 5, output: 17, reasoning: 10 },
      texts: [],
    },
    { says: 'no usage', body: '{"choices":[]}', usage: undefined, texts: [] },
    {
      says: 'usage that is no usage',
      body: '{"usage":{"prompt_tokens":-1,"completion_tokens":"9"}}',
      usage: undefined,
      texts: [],
    },
  ],
  streams: [
    {
      says: 'text, tool calls and the chunk with the usage',
      format: 'sse',
      wire: `: OPENROUTER PROCESSING\n\n${sse(
        chunk({ role: 'assistant', content: '' }),
        chunk({ content: 'Grüße 👋' }),
        chunk({ reasoning_content: 'hm' }),
        chunk({ tool_calls: [{ index: 0, ...call('look', '') }] }),
        chunk({ tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] }),
        chunk({}, { finish_reason: 'tool_calls' }),
        { model: 'gpt-4o-2024-08-06', choices: [], usage },
        '[DONE]',
      )}`,
      events: [
        ...['other', 'other', 'content: Grüße 👋', 'content: hm', 'content: look', 'content: {"a":'],
        ...['other', 'usage', 'done'],
      ],
      usage: measured,
      model: 'gpt-4o-2024-08-06',
      isDone: true,
    },
    {
      says: 'several choices, usage beside the last, and no last word',
      format: 'sse',
      wire: sse(
        { choices: [choice(0, 'a'), choice(1, 'b')] },
        { choices: [choice(0, '', 'stop')] },
        { choices: [choice(1, 'c', 'stop')], usage: { prompt_tokens: 3, completion_tokens: 4 } },
      ).replaceAll('\n', '\r\n'),
      events: ['content: ab', 'other', 'content: c'],
      usage: { input: 3, output: 4 },
      isDone: true,
    },
    {
      says: 'a stream that is cut in an event',
      format: 'sse',
      wire: `${sse(chunk({ content: 'Half' }))}data: {"choices":[{"delta":{"con`,
      events: ['content: Half', 'other'],
      usage: undefined,
      model: 'gpt-4o-2024-08-06',
      isDone: false,
    },
    {
      says: 'an error in the middle',
      format: 'sse',
      wire: sse(chunk({ content: 'Half' }), { error: { message: 'Too many', type: 'rate_limit_error', code: null } }),
      events: ['content: Half', 'error'],
      usage: undefined,
      model: 'gpt-4o-2024-08-06',
      isDone: false,
    },
  ],
  errors: [
    [
      '{"error":{"message":"no","type":"invalid_request_error","code":"context_length_exceeded"}}',
      400,
      'invalid_request_error',
    ],
    ['{"error":{"message":"no","code":429}}', 429, 'error'],
    ['{"error":"it broke"}', 502, 'error'],
  ],
};

function call(name: string, args: string): object {
  return { id: 'c1', type: 'function', function: { name, arguments: args } };
}

function image(url: string): object {
  return { type: 'image_url', image_url: { url, detail: 'low' } };
}

function choice(index: number, content: string, reason: string | null = null): object {
  return { index, delta: { content }, finish_reason: reason };
}
