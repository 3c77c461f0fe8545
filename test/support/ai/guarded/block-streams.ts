import type { EventFormat } from '../../../../shared/ai/events/event-formats.ts';
import { excerpt, type GuardedStream, type WireEvent } from './guarded-stream.ts';

/** Blocks of Anthropic: thoughts, words with citations, and a call. */
const anthropicStream: GuardedStream = {
  name: 'messages of Anthropic',
  path: '/v1/messages',
  format: 'sse',
  channels: ['thinking', 'text', 'json'],
  events({ pieces }, random) {
    const events: WireEvent[] = [];
    const add = (type: string, rest: object = {}) => events.push({ name: type, data: { type, ...rest } });
    add('message_start', {
      message: { id: 'm', model: 'c', content: [], usage: { input_tokens: 3, output_tokens: 1 } },
    });
    this.channels.forEach((name, index) => {
      const field = name === 'json' ? 'partial_json' : name;
      const type = name === 'json' ? 'input_json_delta' : `${name}_delta`;
      const begins = name === 'text' && random.below(2) === 0;
      const [first = '', ...rest] = begins ? pieces[name]! : ['', ...pieces[name]!];
      const call = { type: 'tool_use', id: 't', name: 'send', input: {} };
      add('content_block_start', { index, content_block: name === 'json' ? call : { type: name, [name]: first } });
      for (const piece of rest) {
        add('content_block_delta', { index, delta: { type, [field]: piece } });
        if (random.below(9) === 0) add('ping');
      }
      add('content_block_stop', { index });
    });
    add('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } });
    add('message_stop');
    return events;
  },
  read({ delta, content_block: block }) {
    const { thinking, text } = block ?? delta ?? {};
    return { thinking, text, json: delta?.partial_json };
  },
  ends: ({ type, index }) => (type === 'content_block_stop' ? [['thinking', 'text', 'json'][index]!] : []),
  isLast: (event) => event.type === 'message_stop',
  output: 9,
};

/** Gemini, with what it adds to its last answer; `everywhere` as the versions that give a reason to end with each one. */
function geminiStream(name: string, format: EventFormat, finish: 'last' | 'everywhere'): GuardedStream {
  return {
    name: `${name} of Gemini`,
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent',
    format,
    channels: ['thought', 'said'],
    events({ pieces, texts }, random) {
      const parts = this.channels.flatMap((kind) =>
        pieces[kind]!.map((text) => ({ text, ...(kind === 'thought' && { thought: true }) })),
      );
      const answers: (typeof parts)[] = [];
      while (parts.length > 0) answers.push(parts.splice(0, 1 + random.below(2)));
      const isGrounded = random.below(2) === 0;
      return answers.map((content, at) => {
        const isLast = at === answers.length - 1;
        const candidate = {
          content: { role: 'model', parts: content },
          index: 0,
          ...((isLast || finish === 'everywhere') && { finishReason: 'STOP' }),
          ...(isLast &&
            isGrounded && {
              groundingMetadata: {
                groundingSupports: [{ segment: { text: excerpt(texts['said']!, random) }, groundingChunkIndices: [0] }],
                groundingChunks: [{ web: { uri: 'https://a.example', title: texts['said'] } }],
              },
            }),
          logprobsResult: { chosenCandidates: content.map(({ text }) => ({ token: text, logProbability: -1 })) },
          citationMetadata: { citationSources: [{ startIndex: 0, endIndex: 2, title: texts['said'] }] },
        };
        const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: isLast ? 9 : 1 };
        return { data: { candidates: [candidate], usageMetadata, ...(isLast && { responseId: 'last' }) } };
      });
    },
    read({ candidates: [{ content }] }) {
      const told: Record<string, string> = {};
      for (const { text, thought } of content.parts) {
        const kind = thought ? 'thought' : 'said';
        told[kind] = (told[kind] ?? '') + text;
      }
      return told;
    },
    isLast: (event) => event.responseId === 'last',
    output: 9,
  };
}

/** All of them. */
export const blockStreams: readonly GuardedStream[] = [
  anthropicStream,
  geminiStream('events', 'sse', 'last'),
  geminiStream('events with many reasons', 'sse', 'everywhere'),
  geminiStream('a list', 'json-array', 'last'),
];
