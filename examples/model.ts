// What examples/origin.ts answers as a model: at paths that end in /chat/completions as OpenAI does, at /messages as
// Anthropic does, whole or as a stream. The model says its name and who it is. Two names do more:
//
//   overloaded      an error inside an answer with status 200
//   cut             a stream that is broken off after two words
import type { ServerResponse } from 'node:http';

/** Whether a path is one at which a model is asked. */
export function isModelPath(path: string): boolean {
  return path.endsWith('/chat/completions') || path.endsWith('/messages');
}

/** Answers as the model that the body names. */
export function answerAsModel(path: string, body: string, origin: number, response: ServerResponse): void {
  const { model = 'nameless', stream = false } = JSON.parse(body) as { model?: string; stream?: boolean };
  const words = ['Hello', ' from', ` ${model}`, ` at ${origin}.`];
  if (model === 'overloaded') {
    send(response, { error: { message: 'The model has too much to do.', type: 'overloaded_error', code: null } });
  } else if (path.endsWith('/messages')) asAnthropic({ model, stream, words }, response);
  else asOpenai({ model, stream, words }, response);
}

interface Saying {
  readonly model: string;
  readonly stream: boolean;
  readonly words: readonly string[];
}

const tokensIn = 12;

function asOpenai({ model, stream, words }: Saying, response: ServerResponse): void {
  const usage = { prompt_tokens: tokensIn, completion_tokens: words.length, total_tokens: tokensIn + words.length };
  const head = { id: 'chatcmpl-1', object: stream ? 'chat.completion.chunk' : 'chat.completion', created: 0, model };
  if (!stream) {
    const message = { role: 'assistant', content: words.join('') };
    send(response, { ...head, choices: [{ index: 0, message, finish_reason: 'stop' }], usage });
    return;
  }
  const delta = (content: string) => ({ ...head, choices: [{ index: 0, delta: { content }, finish_reason: null }] });
  const last = { ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
  const events = [...words.map(delta), last, { ...head, choices: [], usage }].map((event) => JSON.stringify(event));
  sendEvents(
    response,
    model,
    [...events, '[DONE]'].map((data) => `data: ${data}\n\n`),
  );
}

function asAnthropic({ model, stream, words }: Saying, response: ServerResponse): void {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model };
  const usage = { input_tokens: tokensIn, output_tokens: words.length };
  if (!stream) {
    send(response, { ...message, content: [{ type: 'text', text: words.join('') }], stop_reason: 'end_turn', usage });
    return;
  }
  const events = [
    { type: 'message_start', message: { ...message, content: [], usage: { ...usage, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...words.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: words.length } },
    { type: 'message_stop' },
  ];
  sendEvents(
    response,
    model,
    events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
  );
}

function send(response: ServerResponse, content: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(content));
}

function sendEvents(response: ServerResponse, model: string, events: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  if (model !== 'cut') {
    response.end(events.join(''));
    return;
  }
  const isWord = (event: string): boolean => event.includes('"content":"') || event.includes('text_delta');
  const second = events.findIndex((event, i) => isWord(event) && events.slice(0, i).some(isWord));
  response.write(events.slice(0, second + 1).join(''), () => response.socket?.destroy());
}
