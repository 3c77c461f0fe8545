import { openaiError, openaiUsage } from './openai-chat.ts';
import type { Answer, Wire, WireEvent } from './wire.ts';

/** Text completions of OpenAI. */
export const openaiCompletions: Wire = {
  name: 'openai-completions',
  takes: (path) => path.endsWith('/completions'),
  whole: (answer) => ({
    ...completion(answer, [{ index: 0, text: answer.pieces.join(''), finish_reason: 'stop', logprobs: null }]),
    usage: openaiUsage(answer.usage),
  }),
  events: (answer) => [
    ...answer.pieces.map(
      (text): WireEvent => ({
        data: JSON.stringify(completion(answer, [{ index: 0, text, finish_reason: null }])),
        isPiece: true,
      }),
    ),
    { data: JSON.stringify(completion(answer, [{ index: 0, text: '', finish_reason: 'stop' }])) },
    ...(answer.tells
      ? [{ data: JSON.stringify({ ...completion(answer, []), usage: openaiUsage(answer.usage) }) }]
      : []),
    { data: '[DONE]' },
  ],
  errorBody: openaiError,
  errorEvent: (error) => ({ data: JSON.stringify(openaiError(error)) }),
};

/** Embeddings of OpenAI: never a stream. */
export const openaiEmbeddings: Wire = {
  name: 'openai-embeddings',
  takes: (path) => path.endsWith('/embeddings'),
  whole: ({ model, usage: { input } }) => ({
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.25, -0.5, 1] }],
    model,
    usage: { prompt_tokens: input, total_tokens: input },
  }),
  events: () => [],
  errorBody: openaiError,
  errorEvent: (error) => ({ data: JSON.stringify(openaiError(error)) }),
};

/** The list of models, by which clients of OpenAI look what there is. */
export const models: Wire = {
  name: 'models',
  takes: (path) => path.endsWith('/models'),
  whole: () => ({ object: 'list', data: [{ id: 'mock-1', object: 'model', created: 0, owned_by: 'mock' }] }),
  events: () => [],
  errorBody: openaiError,
  errorEvent: (error) => ({ data: JSON.stringify(openaiError(error)) }),
};

function completion({ model }: Answer, choices: readonly unknown[]) {
  return { id: 'cmpl-mock', object: 'text_completion', created: 1_700_000_000, model, choices };
}
