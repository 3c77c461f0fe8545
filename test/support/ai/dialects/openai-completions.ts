import { openaiCompletions } from '../../../../shared/ai/dialects/openai-completions.ts';
import { type DialectFixture, sse } from './fixture.ts';

/** Text completions. */
export const openaiCompletionsFixture: DialectFixture = {
  dialect: openaiCompletions,
  path: '/v1/completions',
  requests: [
    {
      says: 'one prompt',
      body: '{"model":"m","prompt":"Once","suffix":"end","max_tokens":7}',
      model: 'm',
      maxOutput: 7,
      texts: ['user: Once', 'user: end'],
    },
    {
      says: 'several prompts, of which each is answered as often as the best is sought',
      body: '{"model":"m","prompt":["a","b"],"n":2,"best_of":3,"stream":true}',
      model: 'm',
      stream: true,
      choices: 6,
      texts: ['user: a', 'user: b'],
    },
    { says: 'token ids', body: '{"model":"m","prompt":[1,2,3]}', model: 'm', texts: [] },
  ],
  wrong: [
    ['{"model":"m"}', /`prompt` is missing/],
    ['{"prompt":"a","max_tokens":1.5}', /`max_tokens` must be a whole number/],
  ],
  answers: [
    {
      says: 'text and usage',
      body: '{"model":"m-1","choices":[{"text":"upon"},{"text":" a time"}],"usage":{"prompt_tokens":1,"completion_tokens":4,"total_tokens":5}}',
      usage: { input: 1, output: 4 },
      model: 'm-1',
      texts: ['assistant: upon', 'assistant:  a time'],
    },
  ],
  streams: [
    {
      says: 'texts',
      format: 'sse',
      wire: sse(
        { model: 'm-1', choices: [{ index: 0, text: 'upon', finish_reason: null }] },
        { model: 'm-1', choices: [{ index: 0, text: '', finish_reason: 'stop' }] },
        { model: 'm-1', choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } },
        '[DONE]',
      ),
      events: ['content: upon', 'other', 'usage', 'done'],
      usage: { input: 1, output: 1 },
      model: 'm-1',
      isDone: true,
    },
  ],
  errors: [['{"error":{"message":"no","type":"server_error"}}', 500, 'server_error']],
};
