import { excerpt, type GuardedStream, type Json, type WireEvent } from './guarded-stream.ts';

const path = '/api/generate';

const ollamaChat: GuardedStream = {
  name: 'chats of Ollama',
  path,
  format: 'ndjson',
  channels: ['thinking', 'content'],
  events({ pieces }, random) {
    const events: WireEvent[] = this.channels.flatMap((name) =>
      pieces[name]!.map((piece) => ({
        data: { model: 'l', message: { role: 'assistant', [name]: piece }, done: false },
      })),
    );
    const tail = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 9 };
    if (random.below(2) === 0) return [...events, { data: { model: 'l', message: { content: '' }, ...tail } }];
    const last = events.pop()!.data as Json;
    return [...events, { data: { ...last, ...tail } }];
  },
  read: ({ message }) => message,
  isLast: (event) => event.done === true,
  output: 9,
};

const ollamaGenerate: GuardedStream = {
  name: 'texts of Ollama',
  path,
  format: 'ndjson',
  channels: ['response'],
  events({ pieces }) {
    const events: WireEvent[] = pieces['response']!.map((response) => ({
      data: { model: 'l', response, done: false },
    }));
    const context = [4111, 1111];
    return [
      ...events,
      { data: { model: 'l', response: '', done: true, context, prompt_eval_count: 3, eval_count: 9 } },
    ];
  },
  read: ({ response }) => ({ response }),
  isLast: (event) => event.done === true,
  output: 9,
};

const cohere: GuardedStream = {
  name: 'chats of Cohere',
  path: '/v2/chat',
  format: 'sse',
  channels: ['0', '1', 'json'],
  events({ pieces, texts }, random) {
    const events: WireEvent[] = [];
    const add = (type: string, rest: object) => events.push({ name: type, data: { type, ...rest } });
    add('message-start', { id: 'm', delta: { message: { role: 'assistant', content: [] } } });
    for (const index of [0, 1]) {
      const text = (value: string) => ({ index, delta: { message: { content: { type: 'text', text: value } } } });
      add('content-start', text(''));
      for (const piece of pieces[index]!) {
        add('content-delta', text(piece));
        if (random.below(5) > 0) continue;
        const citations = { start: 0, end: 3, text: excerpt(texts[index]!, random), sources: [] };
        add('citation-start', { index: 7, delta: { message: { citations } } });
        add('citation-end', { index: 7 });
      }
      if (random.below(3) > 0) add('content-end', { index });
    }
    for (const piece of pieces['json']!)
      add('tool-call-delta', { index: 2, delta: { message: { tool_calls: { function: { arguments: piece } } } } });
    const usage = { tokens: { input_tokens: 3, output_tokens: 9 } };
    add('message-end', { delta: { finish_reason: 'COMPLETE', usage } });
    return events;
  },
  read({ type, index, delta }) {
    if (type === 'tool-call-delta') return { json: delta.message.tool_calls.function.arguments };
    return type.startsWith('content-') ? { [index]: delta?.message.content.text } : {};
  },
  ends: ({ type, index }) => (type === 'content-end' ? [String(index)] : []),
  isLast: (event) => event.type === 'message-end',
  output: 9,
};

const tgi: GuardedStream = {
  name: 'tokens of TGI',
  path: '/generate_stream',
  format: 'sse',
  channels: ['text'],
  events({ pieces, texts }) {
    const told = pieces['text']!;
    return told.map((text, index) => {
      const token = { id: 4111, text, logprob: -1, special: false };
      const isLast = index === told.length - 1;
      const tokens = told.map((piece) => ({ id: 4111, text: piece, logprob: -1 }));
      return {
        data: {
          ...{ index, token, top_tokens: [token] },
          generated_text: isLast ? texts['text'] : null,
          details: isLast ? { finish_reason: 'length', generated_tokens: 9, prefill: [], tokens } : null,
        },
      };
    });
  },
  read: ({ token }) => ({ text: token.text }),
  isLast: (event) => typeof event.generated_text === 'string',
  output: 9,
};

const llama: GuardedStream = {
  name: 'texts of llama.cpp',
  path: '/completion',
  format: 'sse',
  channels: ['content'],
  events({ pieces }) {
    const events: WireEvent[] = pieces['content']!.map((content) => ({
      data: { content, stop: false, tokens: [4111], completion_probabilities: [{ token: content, bytes: [41, 11] }] },
    }));
    return [...events, { data: { content: '', stop: true, stop_type: 'eos' } }];
  },
  read: ({ content }) => ({ content }),
  isLast: (event) => event.stop === true,
  output: undefined,
};

const lines: GuardedStream = {
  name: 'lines of nobody',
  path,
  format: 'ndjson',
  channels: ['text'],
  events({ pieces }, random) {
    const events: WireEvent[] = pieces['text']!.flatMap((text) => {
      const event = { data: { piece: { text } } };
      return random.below(4) === 0 ? [{ data: { beat: true } }, event] : [event];
    });
    return [...events, { data: { farewell: true } }];
  },
  read: ({ piece }) => ({ text: piece?.text }),
  isLast: (event) => event.farewell === true,
  output: undefined,
};

const suddenLines: GuardedStream = {
  ...lines,
  name: 'lines of nobody that end with the text',
  events: ({ pieces }) =>
    pieces['text']!.map((text, at) => ({
      data: { piece: { text }, ...(at === pieces['text']!.length - 1 && { farewell: true }) },
    })),
};

const parts: GuardedStream = {
  name: 'events that name the parts of a text',
  path,
  format: 'sse',
  channels: ['0'],
  events({ pieces }) {
    const events: WireEvent[] = [{ data: { type: 'text-start', id: '0' } }];
    for (const delta of pieces['0']!) events.push({ data: { type: 'text-delta', id: '0', delta } });
    return [...events, { data: { type: 'text-end', id: '0' } }, { data: { type: 'finish' } }];
  },
  read: ({ delta }) => ({ 0: delta }),
  isLast: (event) => event.type === 'finish',
  output: undefined,
};

const words: GuardedStream = {
  name: 'words without JSON',
  path,
  format: 'sse',
  channels: ['text'],
  events({ pieces }) {
    const events: WireEvent[] = pieces['text']!.map((data) => ({ name: 'output', data }));
    return [...events, { name: 'done', data: {} }];
  },
  read: (event) => ({ text: typeof event === 'string' ? event : undefined }),
  isLast: (event) => typeof event === 'object',
  output: undefined,
};

/** All of them. */
export const otherStreams: readonly GuardedStream[] = [
  ...[ollamaChat, ollamaGenerate, cohere, tgi, llama, lines, suddenLines, parts, words],
];
