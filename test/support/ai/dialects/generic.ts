import { generic } from '../../../../shared/ai/dialects/generic.ts';
import { anthropicMessagesFixture } from './anthropic.ts';
import type { DialectFixture } from './fixture.ts';
import { geminiFixture } from './gemini.ts';
import { openaiChatFixture } from './openai-chat.ts';
import { openaiResponsesFixture } from './openai-responses.ts';

const lines = (...values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** What has no dialect of its own, and every stream that one of the others can read. */
export const genericFixture: DialectFixture = {
  dialect: generic,
  path: '/api/generate',
  requests: [
    {
      says: 'a prompt of Ollama',
      body: '{"model":"llama3","prompt":"Once","system":"Be kind.","stream":true,"options":{"temperature":1}}',
      model: 'llama3',
      stream: true,
      texts: ['user: Once', 'system: Be kind.'],
    },
    {
      says: 'messages, and names that nobody knows',
      body: '{"messages":[{"role":"system","content":"S"},{"content":"hi"}],"question":{"words":["a","b"]},"n":2,"max_tokens":8}',
      maxOutput: 8,
      choices: 2,
      texts: ['system: S', 'user: hi', 'user: a', 'user: b'],
    },
    { says: 'no body', body: '', texts: [] },
    { says: 'text', body: 'Say "hi".\n', texts: ['user: Say "hi".\n'] },
    { says: 'a JSON text', body: '"Say \\"hi\\"."', texts: ['user: Say "hi".'] },
    { says: 'a JSON list', body: '[ "a", {"text":"b"},1.50]', texts: ['user: a', 'user: b'] },
  ],
  wrong: [['["a"', /is not valid JSON/]],
  answers: [
    {
      says: 'Ollama',
      body: '{"model":"llama3","response":"Hi","prompt_eval_count":5,"eval_count":2}',
      usage: { input: 5, output: 2 },
      model: 'llama3',
      texts: ['assistant: Hi'],
    },
    {
      says: 'Bedrock',
      body: '{"usage":{"inputTokens":5,"outputTokens":2,"totalTokens":10,"cacheReadInputTokens":3}}',
      usage: { input: 8, output: 2, cachedInput: 3 },
      texts: [],
    },
    {
      says: 'Cohere',
      body: '{"usage":{"billed_units":{"input_tokens":1,"output_tokens":2},"tokens":{"input_tokens":9,"output_tokens":2}}}',
      usage: { input: 9, output: 2 },
      texts: [],
    },
    {
      says: 'Anthropic',
      body: '{"usage":{"input_tokens":1,"cache_read_input_tokens":5,"output_tokens":2}}',
      usage: { input: 6, output: 2, cachedInput: 5 },
      texts: [],
    },
    {
      says: 'TGI',
      body: '{"generated_text":"Hi","details":{"generated_tokens":2,"prefill":[{},{},{}]}}',
      usage: { input: 3, output: 2 },
      texts: ['assistant: Hi'],
    },
  ],
  streams: [
    {
      says: 'lines of Ollama',
      format: 'ndjson',
      wire: lines(
        { model: 'llama3', message: { role: 'assistant', content: 'Grüße' }, done: false },
        { model: 'llama3', message: { content: '' }, done: true, prompt_eval_count: 5, eval_count: 2 },
      ),
      events: ['content: Grüße', 'done'],
      usage: { input: 5, output: 2 },
      model: 'llama3',
      isDone: true,
    },
    {
      says: 'events of Cohere',
      format: 'sse',
      wire: `data: {"type":"content-delta","delta":{"message":{"content":{"text":"Hi"}}}}\n\ndata: {"type":"message-end","delta":{"usage":{"tokens":{"input_tokens":4,"output_tokens":1}}}}\n\n`,
      events: ['content: Hi', 'done'],
      usage: { input: 4, output: 1 },
      isDone: true,
    },
    ...[openaiChatFixture, openaiResponsesFixture, anthropicMessagesFixture, geminiFixture].flatMap(
      ({ dialect, streams }) => streams.map((stream) => ({ ...stream, says: `${dialect.name}: ${stream.says}` })),
    ),
  ],
  errors: [['{"error":"model not found"}', 502, 'error']],
};
