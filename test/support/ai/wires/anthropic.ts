import type { MockError, MockUsage } from '../scenario.ts';
import type { Answer, Wire, WireEvent } from './wire.ts';

/** Messages of Anthropic. */
export const anthropicMessages: Wire = {
  name: 'anthropic-messages',
  takes: (path) => path.endsWith('/messages'),
  whole: (answer) => ({
    ...opening(answer),
    content: contentOf(answer),
    stop_reason: answer.tool ? 'tool_use' : 'end_turn',
    usage: { ...inputUsage(answer.usage), output_tokens: answer.usage.output },
  }),
  events: (answer) => eventsOf(answer).map(named),
  errorBody: anthropicError,
  errorEvent: (error) => ({ name: 'error', data: JSON.stringify(anthropicError(error)) }),
};

/** Counting of tokens by Anthropic. */
export const anthropicCountTokens: Wire = {
  name: 'anthropic-count-tokens',
  takes: (path) => path.endsWith('/count_tokens'),
  whole: ({ usage }) => ({ input_tokens: usage.input }),
  events: () => [],
  errorBody: anthropicError,
  errorEvent: (error) => ({ name: 'error', data: JSON.stringify(anthropicError(error)) }),
};

function anthropicError({ type, message }: MockError) {
  return { type: 'error', error: { type, message } };
}

function opening({ model }: Answer) {
  return {
    id: 'msg_mock',
    type: 'message',
    role: 'assistant',
    model,
    content: [] as readonly unknown[],
    stop_reason: null as string | null,
    stop_sequence: null,
  };
}

/** Anthropic bills what is cached beside the input. */
function inputUsage({ input, cached, cacheWrite }: MockUsage) {
  return {
    input_tokens: input - cached - cacheWrite,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: cacheWrite,
  };
}

function contentOf({ pieces, tool, reasoning }: Answer): readonly unknown[] {
  return [
    ...(reasoning.length > 0 ? [{ type: 'thinking', thinking: reasoning.join(''), signature: 'sig' }] : []),
    ...(pieces.length > 0 ? [{ type: 'text', text: pieces.join('') }] : []),
    ...(tool ? [{ type: 'tool_use', id: 'toolu_1', name: tool.name, input: JSON.parse(tool.pieces.join('')) }] : []),
  ];
}

interface Sent {
  readonly type: string;
  readonly [name: string]: unknown;
}

function eventsOf(answer: Answer): readonly Sent[] {
  const { pieces, tool, reasoning, usage, tells } = answer;
  const blocks: Sent[][] = [];
  const add = (block: object, deltas: readonly object[]): void => {
    const index = blocks.length;
    blocks.push([
      { type: 'content_block_start', index, content_block: block },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]);
  };
  if (reasoning.length > 0) {
    const deltas = reasoning.map((thinking) => ({ type: 'thinking_delta', thinking }));
    add({ type: 'thinking', thinking: '', signature: '' }, deltas);
  }
  if (pieces.length > 0) {
    const deltas = pieces.map((text) => ({ type: 'text_delta', text }));
    add({ type: 'text', text: '' }, deltas);
  }
  if (tool) {
    const deltas = tool.pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }));
    add({ type: 'tool_use', id: 'toolu_1', name: tool.name, input: {} }, deltas);
  }
  return [
    {
      type: 'message_start',
      message: { ...opening(answer), ...(tells && { usage: { ...inputUsage(usage), output_tokens: 1 } }) },
    },
    { type: 'ping' },
    ...blocks.flat(),
    {
      type: 'message_delta',
      delta: { stop_reason: tool ? 'tool_use' : 'end_turn', stop_sequence: null },
      ...(tells && { usage: { output_tokens: usage.output } }),
    },
    { type: 'message_stop' },
  ];
}

function named(sent: Sent): WireEvent {
  return { name: sent.type, data: JSON.stringify(sent), isPiece: sent.type === 'content_block_delta' };
}
