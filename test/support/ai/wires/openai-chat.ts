import type { MockError, MockUsage } from '../scenario.ts';
import type { Answer, Wire, WireEvent } from './wire.ts';

const head = { id: 'chatcmpl-mock', created: 1_700_000_000 };

/** Chat completions of OpenAI. */
export const openaiChat: Wire = {
  name: 'openai-chat',
  takes: (path) => path.endsWith('/chat/completions'),
  whole: (answer) => ({
    ...head,
    object: 'chat.completion',
    model: answer.model,
    choices: Array.from({ length: answer.choices }, (_, index) => ({ index, ...choice(answer) })),
    usage: openaiUsage(answer.usage),
  }),
  events: (answer) => [...chunks(answer), { data: '[DONE]' }],
  errorBody: openaiError,
  errorEvent: (error) => ({ data: JSON.stringify(openaiError(error)) }),
};

/** An error as OpenAI sends it. */
export function openaiError({ type, message }: MockError) {
  return { error: { message, type, param: null, code: type } };
}

/** Usage as OpenAI sends it. */
export function openaiUsage({ input, output, cached, reasoning }: MockUsage) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

function choice({ pieces, tool, reasoning }: Answer) {
  const calls = tool && [
    { id: 'call_1', type: 'function', function: { name: tool.name, arguments: tool.pieces.join('') } },
  ];
  return {
    message: {
      role: 'assistant',
      content: pieces.length === 0 && tool ? null : pieces.join(''),
      ...(reasoning.length > 0 && { reasoning_content: reasoning.join('') }),
      ...(calls && { tool_calls: calls }),
    },
    finish_reason: tool ? 'tool_calls' : 'stop',
    logprobs: null,
  };
}

function chunks(answer: Answer): WireEvent[] {
  const chunk = (choices: readonly unknown[], more = {}): string =>
    JSON.stringify({
      ...head,
      object: 'chat.completion.chunk',
      model: answer.model,
      choices,
      // OpenAI puts a null into every chunk when the usage is asked for.
      ...(answer.tells && { usage: null }),
      ...more,
    });
  const delta = (index: number, content: unknown, finish: string | null = null) =>
    chunk([{ index, delta: content, finish_reason: finish }]);
  const events: WireEvent[] = [];
  for (let index = 0; index < answer.choices; index += 1) {
    events.push({ data: delta(index, { role: 'assistant', content: '' }) });
    for (const text of answer.reasoning)
      events.push({ data: delta(index, { reasoning_content: text }), isPiece: true });
    for (const text of answer.pieces) events.push({ data: delta(index, { content: text }), isPiece: true });
    if (answer.tool) events.push(...toolDeltas(answer.tool, (content) => delta(index, content)));
    events.push({ data: delta(index, {}, answer.tool ? 'tool_calls' : 'stop') });
  }
  if (answer.tells) events.push({ data: chunk([], { usage: openaiUsage(answer.usage) }) });
  return events;
}

function toolDeltas(tool: NonNullable<Answer['tool']>, delta: (content: unknown) => string): WireEvent[] {
  const call = (part: object) => delta({ tool_calls: [{ index: 0, ...part }] });
  return [
    { data: call({ id: 'call_1', type: 'function', function: { name: tool.name, arguments: '' } }) },
    ...tool.pieces.map((text) => ({ data: call({ function: { arguments: text } }), isPiece: true })),
  ];
}
