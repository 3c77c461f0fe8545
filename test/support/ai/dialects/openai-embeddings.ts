import { openaiEmbeddings } from '../../../../shared/ai/dialects/openai-embeddings.ts';
import type { DialectFixture } from './fixture.ts';

/** Embeddings. */
export const openaiEmbeddingsFixture: DialectFixture = {
  dialect: openaiEmbeddings,
  path: '/v1/embeddings',
  requests: [
    { says: 'one text', body: '{"model":"e","input":"hi"}', model: 'e', maxOutput: 0, texts: ['user: hi'] },
    {
      says: 'several texts',
      body: '{"model":"e","input":["hi","ho"],"encoding_format":"base64"}',
      model: 'e',
      maxOutput: 0,
      texts: ['user: hi', 'user: ho'],
    },
    { says: 'token ids', body: '{"model":"e","input":[[1,2],[3]]}', model: 'e', maxOutput: 0, texts: [] },
  ],
  wrong: [['{"model":"e"}', /`input` is missing/]],
  answers: [
    {
      says: 'usage without output',
      body: '{"model":"e-1","data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":2,"total_tokens":2}}',
      usage: { input: 2, output: 0 },
      model: 'e-1',
      texts: [],
    },
    { says: 'a total alone', body: '{"usage":{"total_tokens":4}}', usage: { input: 4, output: 0 }, texts: [] },
  ],
  streams: [],
  errors: [['{"error":{"message":"no","type":"not_found_error"}}', 404, 'not_found_error']],
};
