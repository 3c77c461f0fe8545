import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Dialect } from '../../shared/ai/dialects/dialect.ts';
import { dialectFor } from '../../shared/ai/dialects/index.ts';
import { eventParser } from '../../shared/ai/events/event-formats.ts';

/**
 * What it costs to read the events of a stream: `node test/bench/events.ts`. Nanoseconds of processor time per event, best
 * of several rounds, with an event a chunk (as models send them) and many a chunk (as they come when a client is slow):
 * to cut them, and to cut and understand them, down to text and usage. Before it, what the barest relay over sockets
 * (`node:net`, one process for origin, relay and client) costs per event.
 */
const EVENTS = 20_000;
const ROUNDS = 7;

const words = ['The', ' quick', ' brown', ' fox', ' jumps', ' over', ' Grüße', ' 👋'];
const encoder = new TextEncoder();
const kinds: readonly (readonly [string, (word: string) => string])[] = [
  ['/v1/chat/completions', chatChunk],
  ['/v1/responses', responsesEvent],
  ['/v1/messages', messagesEvent],
  ['/v1beta/models/gemini-2.5-flash:streamGenerateContent', geminiChunk],
];

console.log(`relay over sockets: ${(await relayNs()).toFixed(0)} ns an event of ${chatChunk('word').length} bytes\n`);
console.log(
  '| dialect | bytes | cut, 1 a chunk | understood, 1 a chunk | cut, 100 a chunk | understood, 100 a chunk |',
);
console.log('|---|---|---|---|---|---|');
for (const [path, make] of kinds) {
  const dialect = dialectFor(path);
  const events = Array.from({ length: EVENTS }, (_, index) => encoder.encode(make(words[index % words.length] ?? '')));
  const many = Array.from({ length: EVENTS / 100 }, (_, index) =>
    Buffer.concat(events.slice(index * 100, index * 100 + 100)),
  );
  const cells = [events, many].flatMap((chunks) => [cutNs(chunks), readNs(chunks, dialect)]);
  const [event] = events;
  console.log(`| ${dialect.name} | ${event?.byteLength} | ${cells.map((value) => value.toFixed(0)).join(' | ')} |`);
}

function cutNs(chunks: readonly Uint8Array[]): number {
  return bestNs(() => {
    let bytes = 0;
    const parser = eventParser('sse', {
      event: (event) => {
        bytes += event.bytes.byteLength;
      },
    });
    for (const chunk of chunks) parser.write(chunk);
    if (bytes === 0) throw new Error('nothing was cut');
  });
}

function readNs(chunks: readonly Uint8Array[], dialect: Dialect): number {
  return bestNs(() => {
    const reader = dialect.reader();
    let text = 0;
    const parser = eventParser('sse', {
      event: (event) => {
        text += reader.event(event).text.length;
      },
    });
    for (const chunk of chunks) parser.write(chunk);
    if (text === 0) throw new Error('nothing was understood');
  });
}

function bestNs(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.cpuUsage();
    work();
    best = Math.min(best, cpuNs(start) / EVENTS);
  }
  return best;
}

async function relayNs(): Promise<number> {
  const event = encoder.encode(chatChunk('word'));
  const origin = createServer(async (socket) => {
    socket.setNoDelay(true);
    for (let sent = 0; sent < EVENTS; sent += 1) {
      socket.write(event);
      // One event a turn of the loop, so that they do not leave together.
      if (sent % 2 === 0) await new Promise(setImmediate);
    }
    socket.end();
  });
  const relay = createServer((client) => {
    const upstream = connect(portOf(origin), '127.0.0.1');
    client.setNoDelay(true);
    upstream.on('data', (chunk) => void client.write(chunk));
    upstream.on('end', () => client.end());
  });
  await Promise.all([origin, relay].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const start = process.cpuUsage();
  const client = connect(portOf(relay), '127.0.0.1').resume();
  await once(client, 'end');
  const spent = cpuNs(start);
  for (const server of [origin, relay]) server.close();
  return spent / EVENTS;
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function cpuNs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1000;
}

function chatChunk(content: string): string {
  const head = {
    id: 'chatcmpl-9aZx',
    object: 'chat.completion.chunk',
    created: 1_730_000_000,
    model: 'gpt-4o-2024-08-06',
  };
  const rest = { service_tier: 'default', system_fingerprint: 'fp_1' };
  const choices = [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }];
  return `data: ${JSON.stringify({ ...head, ...rest, choices, usage: null })}\n\n`;
}

function responsesEvent(delta: string): string {
  const type = 'response.output_text.delta';
  const rest = { item_id: 'msg_68f', output_index: 0, content_index: 0, delta, logprobs: [], obfuscation: 'kBzTq0' };
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 7, ...rest })}\n\n`;
}

function messagesEvent(text: string): string {
  const type = 'content_block_delta';
  return `event: ${type}\ndata: ${JSON.stringify({ type, index: 0, delta: { type: 'text_delta', text } })}\n\n`;
}

function geminiChunk(text: string): string {
  const candidates = [{ content: { parts: [{ text }], role: 'model' }, index: 0 }];
  const usageMetadata = { promptTokenCount: 12, candidatesTokenCount: 7, totalTokenCount: 19 };
  return `data: ${JSON.stringify({ candidates, usageMetadata, modelVersion: 'gemini-2.5-flash', responseId: 'r' })}\n\n`;
}
