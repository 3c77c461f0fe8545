import { gemini } from '../../../../shared/ai/dialects/gemini.ts';
import { type DialectFixture, sse } from './fixture.ts';

const usageMetadata = {
  promptTokenCount: 12,
  cachedContentTokenCount: 4,
  toolUsePromptTokenCount: 3,
  candidatesTokenCount: 6,
  thoughtsTokenCount: 5,
  totalTokenCount: 26,
  promptTokensDetails: [
    { modality: 'TEXT', tokenCount: 10 },
    { modality: 'AUDIO', tokenCount: 2 },
  ],
};
const measured = { input: 15, output: 11, cachedInput: 4, reasoning: 5, audioInput: 2 };
const parts = (list: readonly object[], rest: object = {}) => ({
  candidates: [{ content: { role: 'model', parts: list }, index: 0, ...rest }],
});
const pieces = [
  { ...parts([{ text: 'Hm.', thought: true }]), modelVersion: 'gemini-2.5-flash' },
  { ...parts([{ text: 'A "cat]' }]), usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 2 } },
  parts([{ functionCall: { name: 'look', args: { at: 'it' } } }]),
  { ...parts([], { finishReason: 'STOP' }), usageMetadata },
];
const events = ['content: Hm.', 'content: A "cat]', 'content: look{"at":"it"}', 'done'];

/** Gemini. */
export const geminiFixture: DialectFixture = {
  dialect: gemini,
  path: '/v1beta/models/gemini-2.5-flash:generateContent',
  requests: [
    {
      says: 'parts of every kind',
      body: JSON.stringify({
        systemInstruction: { parts: [{ text: 'Be kind.' }] },
        contents: [
          { role: 'user', parts: [{ text: 'Look' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
          { role: 'model', parts: [{ functionCall: { name: 'look', args: { url: 'there' } } }] },
          { role: 'user', parts: [{ functionResponse: { name: 'look', response: { data: 'a cat' } } }] },
        ],
        tools: [{ functionDeclarations: [{ name: 'look', description: 'Looks.' }] }],
        generationConfig: { maxOutputTokens: 40, candidateCount: 2, responseSchema: { title: 'Seen' } },
      }),
      model: 'gemini-2.5-flash',
      maxOutput: 40,
      choices: 2,
      texts: [
        ...['system: Be kind.', 'user: Look', 'model: look', 'model: there', 'tool: look', 'tool: a cat'],
        ...['definition: look', 'definition: Looks.', 'definition: Seen'],
      ],
    },
    {
      says: 'a stream at Vertex, in the other spelling',
      path: '/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:streamGenerateContent',
      body: '{"system_instruction":{"parts":{"text":"S"}},"contents":[{"parts":[{"text":"hi"}]}],"generation_config":{"max_output_tokens":3}}',
      model: 'gemini-2.5-pro',
      stream: true,
      maxOutput: 3,
      texts: ['system: S', 'user: hi'],
    },
    {
      says: 'a batch of embeddings',
      path: '/v1beta/models/embed%2D1%3AbatchEmbedContents',
      body: '{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"b"}]}}]}',
      model: 'embed-1',
      maxOutput: 0,
      texts: ['user: a', 'user: b'],
    },
  ],
  wrong: [
    ['{"model":"m"}', /`contents` must be a list/],
    ['{"contents":[],"generationConfig":{},"generation_config":{}}', /`generationConfig` stands twice/],
    ['{"contents":[],"generationConfig":{"candidateCount":"2"}}', /`candidateCount` must be a whole number/],
  ],
  answers: [
    {
      says: 'thoughts beside the candidates and tools beside the prompt',
      body: JSON.stringify({ ...parts([{ text: 'A cat.' }]), usageMetadata, modelVersion: 'gemini-2.5-flash' }),
      usage: measured,
      model: 'gemini-2.5-flash',
      texts: ['model: A cat.'],
    },
    { says: 'a count, which costs nothing', body: '{"totalTokens":31}', usage: { input: 0, output: 0 }, texts: [] },
  ],
  streams: [
    {
      says: 'server-sent events',
      format: 'sse',
      wire: sse(...pieces),
      events,
      usage: measured,
      model: 'gemini-2.5-flash',
      isDone: true,
    },
    {
      says: 'a list that grows',
      format: 'json-array',
      wire: `[${pieces.map((piece) => JSON.stringify(piece, undefined, 1)).join('\n,\r\n')}]\n`,
      events: [...events, 'other'],
      usage: measured,
      model: 'gemini-2.5-flash',
      isDone: true,
    },
    {
      says: 'a prompt that is refused',
      format: 'sse',
      wire: sse({
        promptFeedback: { blockReason: 'SAFETY' },
        usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 },
      }),
      events: ['done'],
      usage: { input: 4, output: 0 },
      isDone: true,
    },
    {
      says: 'an error in a list',
      format: 'json-array',
      wire: '[{"error":{"code":503,"message":"no","status":"UNAVAILABLE"}}]',
      events: ['error', 'other'],
      usage: undefined,
      isDone: false,
    },
  ],
  errors: [['{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}', 400, 'INVALID_ARGUMENT']],
};
