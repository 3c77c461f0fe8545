import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepYoung } from '../../../node-adapter/keep-young.ts';
import { aiRoute, chatConfig, countingRoute } from '../ai/contenders.ts';
import { chatAnswer, chatQuestion, streamedAnswer, streamQuestion } from '../ai/texts.ts';
import { median } from '../table.ts';
import { QuietSocket, serveQuietly } from './quiet-server.ts';

/** What a chat costs between the sockets, in microseconds of processor time. */
export interface ChatCost {
  readonly route: string;
  /** Answered by one JSON document: each chat. */
  readonly document: number;
  /** Answered by a stream: each event of it. */
  readonly event: number;
}

const routes = [
  { route: 'pass-through', inference: '' },
  { route: 'usage counted', inference: countingRoute },
  { route: 'budget, limits, prices', inference: aiRoute },
];
const eventCount = 200;

/**
 * Measures chats in the code of the project, wire layer, engine, ledger and log line together: what the operating system
 * and the runtime's sockets add is not in it. The routes take turns, so that whatever else the machine does meets each.
 */
export async function measureChats(rounds = 15, chats = 2_000): Promise<readonly ChatCost[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-chat-'));
  try {
    const clients = await Promise.all(routes.map(({ inference }) => clientOf(folder, inference)));
    const found = routes.map(() => ({ document: [] as number[], event: [] as number[] }));
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, client] of clients.entries()) {
        found[index]!.document.push(await microsEach(chats, () => client.ask(whole)));
        found[index]!.event.push((await microsEach(chats / 20, () => client.ask(streamed))) / eventCount);
      }
    }
    const of = (index: number, key: 'document' | 'event'): number => median(found[index]![key]);
    return routes.map(({ route }, index) => ({ route, document: of(index, 'document'), event: of(index, 'event') }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function microsEach(count: number, run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i += 1) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

async function clientOf(folder: string, inference: string): Promise<QuietClient> {
  const client = new QuietClient();
  await serveQuietly(chatConfig({ port: 1, upstreamPort: 2, folder }, inference), [client], () => new QuietProvider());
  return client;
}

/** A request, and how the end of its answer is told. */
interface Question {
  readonly bytes: Buffer;
  readonly isStream: boolean;
}

/** Asks one chat after the other. */
class QuietClient extends QuietSocket {
  #question: Question = whole;
  #answered: (() => void) | undefined = undefined;

  /** Sends a request; resolves once the whole reply was written. */
  ask(question: Question): Promise<void> {
    return new Promise((resolve) => {
      this.#question = question;
      this.#answered = resolve;
      this.handler.onData(Buffer.from(question.bytes));
    });
  }

  override write(bytes: Uint8Array): boolean {
    if (!this.#question.isStream && bytes.length === chatAnswer.length) this.#answered?.();
    return true;
  }

  override writeText(text: string): boolean {
    if (this.#question.isStream && text === lastChunk) this.#answered?.();
    return true;
  }
}

/** Answers each request whose body is written to it. */
class QuietProvider extends QuietSocket {
  override write(body: Uint8Array): boolean {
    setImmediate(body.length === chatQuestion.length ? this.#answer : this.#stream);
    return true;
  }

  readonly #answer = (): void => {
    this.handler.onData(Buffer.from(answer));
  };

  readonly #stream = (): void => {
    for (const chunk of stream) this.handler.onData(Buffer.from(chunk));
  };
}

const whole = questionOf(chatQuestion, false);
const streamed = questionOf(streamQuestion, true);
const lastChunk = '0\r\n\r\n';
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sat, 21 Nov 2026 22:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: ${chatAnswer.length}\r\n\r\n${chatAnswer}`,
);
const stream = [
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n',
  ...streamedAnswer(eventCount, true).map((event) => `${event.length.toString(16)}\r\n${event}\r\n`),
  lastChunk,
].map((text) => Buffer.from(text));

function questionOf(body: string, isStream: boolean): Question {
  const head = 'Host: 127.0.0.1:8080\r\nAuthorization: Bearer key-of-a-client\r\nContent-Type: application/json\r\n';
  const text = `POST /v1/chat/completions HTTP/1.1\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  return { bytes: Buffer.from(text), isStream };
}

if (import.meta.main) {
  keepYoung();
  for (const { route, document, event } of await measureChats()) {
    console.log(`${route}: ${document.toFixed(1)} us a chat, ${event.toFixed(2)} us an event`);
  }
  process.exit(0);
}
