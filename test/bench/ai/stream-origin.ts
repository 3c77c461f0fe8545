import { createServer, type ServerResponse } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';

/**
 * A provider that streams chats as OpenAI does: `stream-origin.ts <port>`. The model says how
 * (`stream-<events>-<milliseconds between>`), each piece when it was sent. The usage is told to those who ask.
 */
const [port] = process.argv.slice(2).map(Number);
const head = {
  id: 'chatcmpl-9aZx81JqKb2mYV0c',
  object: 'chat.completion.chunk',
  created: 1_730_000_000,
  model: 'gpt-4o-2024-08-06',
  service_tier: 'default',
  system_fingerprint: 'fp_a79d8dac1f',
};

const server = createServer(async (incoming, outgoing) => {
  let text = '';
  for await (const bytes of incoming.setEncoding('utf8')) text += bytes;
  const asked = JSON.parse(text) as Asked;
  const [, count, every] = asked.model.split('-').map(Number) as [number, number, number];
  outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  sendChunks(outgoing, { count, every, tells: asked.stream_options?.include_usage === true });
});
server.keepAliveTimeout = 600_000;
server.listen({ port: port!, host: '127.0.0.1', backlog: 8192 });

interface Asked {
  readonly model: string;
  readonly stream_options?: { readonly include_usage?: boolean };
}

interface Streaming {
  readonly count: number;
  readonly every: number;
  readonly tells: boolean;
}

/** One chunk at once, the others in time; the last says that it is all. */
function sendChunks(outgoing: ServerResponse, { count, every, tells }: Streaming): void {
  const usage = tells ? { usage: null } : {};
  const write = (fields: object): boolean =>
    outgoing.write(`data: ${JSON.stringify({ ...head, ...usage, ...fields })}\n\n`);
  const choice = (delta: object, finish: string | null = null): object => ({
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  let sent = 0;
  const send = (): void => {
    sent += 1;
    write(choice({ content: ` ${process.hrtime.bigint()}` }));
    if (sent < count) return;
    clearInterval(timer);
    write(choice({}, 'stop'));
    const told = { prompt_tokens: 12, completion_tokens: count, total_tokens: 12 + count };
    if (tells) write({ choices: [], usage: told });
    outgoing.end('data: [DONE]\n\n');
  };
  const timer = setInterval(send, every);
  outgoing.on('close', () => clearInterval(timer));
  send();
}
