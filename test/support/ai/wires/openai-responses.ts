import type { MockUsage } from '../scenario.ts';
import { openaiError } from './openai-chat.ts';
import type { Answer, Wire, WireEvent } from './wire.ts';

/** Responses of OpenAI. */
export const openaiResponses: Wire = {
  name: 'openai-responses',
  takes: (path) => path.endsWith('/responses'),
  whole: (answer) => response(answer, 'completed'),
  events: (answer) =>
    [
      { type: 'response.created', response: response(answer, 'in_progress') },
      { type: 'response.output_item.added', output_index: 0, item: { ...message([]), status: 'in_progress' } },
      { type: 'response.content_part.added', ...place, part: part('') },
      ...answer.pieces.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
      { type: 'response.output_text.done', ...place, text: answer.pieces.join('') },
      { type: 'response.content_part.done', ...place, part: part(answer.pieces.join('')) },
      { type: 'response.output_item.done', output_index: 0, item: message(answer.pieces) },
      { type: 'response.completed', response: response(answer, 'completed') },
    ].map(
      (data, sequence_number): WireEvent => ({
        name: data.type,
        data: JSON.stringify({ ...data, sequence_number }),
        isPiece: data.type.endsWith('text.delta'),
      }),
    ),
  errorBody: openaiError,
  errorEvent: ({ type, message: text }) => ({
    name: 'error',
    data: JSON.stringify({ type: 'error', code: type, message: text, param: null, sequence_number: 99 }),
  }),
};

const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const part = (text: string) => ({ type: 'output_text', text, annotations: [] });

function message(pieces: readonly string[]) {
  const content = pieces.length === 0 ? [] : [part(pieces.join(''))];
  return { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content };
}

function response({ model, pieces, usage }: Answer, status: 'completed' | 'in_progress') {
  const isDone = status === 'completed';
  return {
    id: 'resp_mock',
    object: 'response',
    created_at: 1_700_000_000,
    status,
    model,
    error: null,
    output: isDone ? [message(pieces)] : [],
    usage: isDone ? usageOf(usage) : null,
  };
}

function usageOf({ input, output, cached, reasoning }: MockUsage) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
