import { type GuardedStream, type Json, mixed, probabilities, type Said, type WireEvent } from './guarded-stream.ts';

const chunk = (rest: object) => ({ id: 'c', object: 'chat.completion.chunk', model: 'm', ...rest });

/** Two choices at once, thoughts, refusals, tools and probabilities. */
const chatStream: GuardedStream = {
  name: 'chats of OpenAI',
  path: '/v1/chat/completions',
  format: 'sse',
  channels: ['0.content', '1.content', '0.reasoning_content', '1.refusal', '0.json'],
  events(said, random) {
    const order = mixed(said, this.channels, random);
    const open = new Map([
      [0, 3],
      [1, 2],
    ]);
    const events: WireEvent[] = order.map(({ name, piece, isLast }) => {
      const index = Number(name[0]);
      const field = name.slice(2);
      const delta =
        field === 'json' ? { tool_calls: [{ index: 0, function: { arguments: piece } }] } : { [field]: piece };
      if (isLast) open.set(index, open.get(index)! - 1);
      const isOver = isLast && open.get(index) === 0 && random.below(2) === 0;
      if (isOver) open.delete(index);
      const finish_reason = isOver ? 'stop' : null;
      const logprobs = { content: probabilities(piece), refusal: null };
      return { data: chunk({ choices: [{ index, delta, logprobs, finish_reason }] }) };
    });
    for (const index of open.keys())
      events.push({ data: chunk({ choices: [{ index, delta: {}, finish_reason: 'stop' }] }) });
    events.push({ data: chunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 } }) });
    return [...events, { data: '[DONE]' }];
  },
  read({ choices: [choice] }) {
    if (choice === undefined) return {};
    const { index, delta } = choice;
    return {
      [`${index}.content`]: delta.content,
      [`${index}.reasoning_content`]: delta.reasoning_content,
      [`${index}.refusal`]: delta.refusal,
      [`${index}.json`]: delta.tool_calls?.[0].function.arguments,
    };
  },
  ends: ({ choices: [choice] }) => (choice?.finish_reason == null ? [] : [`${choice.index}.`]),
  isLast: (event) => event === '[DONE]',
  output: 9,
};

/** Chats that tell with each chunk all that was said before it, as Perplexity does. */
const repeatingStream: GuardedStream = {
  name: 'chats that repeat themselves',
  path: '/v1/chat/completions',
  format: 'sse',
  channels: ['content'],
  events({ pieces, texts }) {
    let before = '';
    const events: WireEvent[] = pieces['content']!.map((content) => {
      before += content;
      const message = { role: 'assistant', content: before };
      return { data: chunk({ choices: [{ index: 0, delta: { content }, message, finish_reason: '' }] }) };
    });
    const message = { role: 'assistant', content: texts['content'] };
    return [...events, { data: chunk({ choices: [{ index: 0, delta: {}, message, finish_reason: 'stop' }] }) }];
  },
  read: ({ choices: [{ delta }] }) => ({ content: delta.content }),
  isLast: (event) => event.choices?.[0].finish_reason === 'stop',
  output: undefined,
};

/** Chats whose content comes in parts, of which each event may have some, as Mistral sends them. */
const partedStream: GuardedStream = {
  name: 'chats in parts',
  path: '/v1/chat/completions',
  format: 'sse',
  channels: ['thinking', 'text'],
  events({ pieces }, random) {
    const parts = this.channels.flatMap((name) =>
      pieces[name]!.map((text) => {
        const part = { type: 'text', text };
        return name === 'text' ? part : { type: 'thinking', thinking: [part] };
      }),
    );
    const events: WireEvent[] = [];
    while (parts.length > 0) {
      const [part, ...others] = parts.splice(0, 1 + random.below(2)) as [Json, ...Json[]];
      const isPlain = others.length === 0 && part.type === 'text' && random.below(2) === 0;
      const content = isPlain ? part.text : [part, ...others];
      events.push({ data: chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }) });
    }
    return [...events, { data: chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) }];
  },
  read({ choices: [{ delta }] }) {
    const told = { thinking: '', text: '' };
    const { content = '' } = delta;
    const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    for (const part of parts) {
      if (part.type === 'text') told.text += part.text;
      else for (const { text } of part.thinking) told.thinking += text;
    }
    return told;
  },
  isLast: (event) => event.choices?.[0].finish_reason === 'stop',
  output: undefined,
};

/** Text completions with the probabilities of old. */
const completionStream: GuardedStream = {
  name: 'completions of OpenAI',
  path: '/v1/completions',
  format: 'sse',
  channels: ['0', '1'],
  events(said, random) {
    const events: WireEvent[] = mixed(said, this.channels, random).map(({ name, piece, isLast }) => {
      const logprobs = { tokens: [piece], token_logprobs: [-1], top_logprobs: [{ [piece]: -1 }], text_offset: [0] };
      const choice = { index: Number(name), text: piece, logprobs, finish_reason: isLast ? 'length' : null };
      return { data: { object: 'text_completion', model: 'm', choices: [{ ...choice, token_ids: [4111, 1111] }] } };
    });
    return [...events, { data: '[DONE]' }];
  },
  read: ({ choices: [{ index, text }] }) => ({ [index]: text }),
  ends: ({ choices: [choice] }) => (choice.finish_reason === null ? [] : [String(choice.index)]),
  isLast: (event) => event === '[DONE]',
  output: undefined,
};

/** Responses: deltas, then the same again in parts, items and the response. */
const responsesStream: GuardedStream = {
  name: 'responses of OpenAI',
  path: '/v1/responses',
  format: 'sse',
  channels: ['text', 'other', 'summary', 'json'],
  events(said, random) {
    let number = 0;
    const events: WireEvent[] = [];
    const add = (type: string, rest: object) => {
      events.push({ name: type, data: { type, sequence_number: number, ...rest } });
      number += 1;
    };
    add('response.created', { response: { id: 'r', model: 'm', output: [], instructions: 'Write to us@here.org.' } });
    for (const { name, piece, isLast } of mixed(said, this.channels, random)) addPiece(add, said, name, piece, isLast);
    const output = this.channels.map((name) => itemOf(name, said.texts[name]!));
    const usage = { input_tokens: 3, output_tokens: 9, total_tokens: 12 };
    add('response.completed', { response: { id: 'r', model: 'm', output, output_text: said.texts['text'], usage } });
    return events;
  },
  read({ type, item_id, delta }) {
    return type.endsWith('.delta') ? { [item_id]: delta } : {};
  },
  ends: ({ type, item_id }) => (type.endsWith('.done') && item_id !== undefined ? [item_id] : []),
  isLast: (event) => event.type === 'response.completed',
  output: 9,
};

function addPiece(
  add: (type: string, rest: object) => void,
  { texts }: Said,
  name: string,
  piece: string,
  isLast: boolean,
): void {
  const { kind, done } = kinds[name] ?? kinds['text']!;
  const place = { item_id: name, output_index: 0, content_index: 0 };
  const item = itemOf(name, texts[name]!);
  add(`${kind}.delta`, { ...place, delta: piece, logprobs: probabilities(piece), obfuscation: 'a1' });
  if (!isLast) return;
  add(`${kind}.done`, { ...place, [done]: texts[name], logprobs: probabilities(texts[name]!) });
  if (kind === 'response.output_text') {
    add('response.output_text.annotation.added', {
      ...place,
      annotation: { type: 'url_citation', title: texts[name] },
    });
    add('response.content_part.done', { ...place, part: item.content[0] });
  }
  add('response.output_item.done', { output_index: 0, item });
}

const kinds: Readonly<Record<string, { readonly kind: string; readonly done: string }>> = {
  text: { kind: 'response.output_text', done: 'text' },
  summary: { kind: 'response.reasoning_summary_text', done: 'text' },
  json: { kind: 'response.function_call_arguments', done: 'arguments' },
};

function itemOf(id: string, text: string): Json {
  if (id === 'json') return { id, type: 'function_call', name: 'send', arguments: text };
  if (id === 'summary') return { id, type: 'reasoning', summary: [{ type: 'summary_text', text }] };
  const part = { type: 'output_text', text, annotations: [], logprobs: probabilities(text) };
  return { id, type: 'message', role: 'assistant', content: [part] };
}

/** All of them. */
export const openaiStreams: readonly GuardedStream[] = [
  ...[chatStream, repeatingStream, partedStream, completionStream, responsesStream],
];
