import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type BodyEnding, RawBody } from './raw-body.ts';
import { type Field, type Framing, framingOf, type RawHead, readHead } from './raw-message.ts';
import { Ambiguous, type Ending, RawReader } from './raw-reader.ts';

/** An answer as it came, its body still to be read. */
export interface RawReply extends RawHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  /** The 1xx heads that came before. */
  readonly informational: readonly RawHead[];
  readonly body: RawBody;
}

/** An answer read to its end. */
export interface WholeReply extends RawReply {
  readonly content: Buffer;
  /** The content as text, one character a byte. */
  readonly text: string;
  /** The content as it was cut into chunks. */
  readonly chunks: readonly Buffer[];
  readonly trailers: readonly Field[];
  readonly ending: BodyEnding;
}

/** One connection to a server, on which a test says exactly which bytes go when. */
export class RawClient {
  readonly socket: Socket;
  readonly reader: RawReader;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.reader = new RawReader(socket);
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ port, host, allowHalfOpen: true, noDelay: true });
    const client = new RawClient(socket);
    await once(socket, 'connect');
    return client;
  }

  /** The same on a connection that is there already. */
  static over(socket: Socket): RawClient {
    return new RawClient(socket);
  }

  /** Hands bytes to the operating system; text goes one byte a character. */
  send(bytes: string | Uint8Array): void {
    if (this.socket.writable) this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Sends `bytes` and waits until the operating system has taken them all. Settles too when the connection is gone. */
  async flush(bytes: string | Uint8Array): Promise<void> {
    const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    if (!this.socket.writable) return;
    await Promise.race([
      new Promise<void>((done) => this.socket.write(data, () => done())),
      once(this.socket, 'close'),
    ]);
  }

  /** The next answer's head; `method` is the one asked with, as it decides about the body. */
  async reply(method = 'GET'): Promise<RawReply> {
    const informational: RawHead[] = [];
    for (;;) {
      const head = await readHead(this.reader);
      if (head === undefined) throw new Error(`the connection ended (${this.reader.ending}) instead of an answer`);
      const [, version, code, reason] = /^HTTP\/(1\.[01]) ([1-9][0-9]{2}) (.*)$/.exec(head.startLine) ?? [];
      if (version === undefined) throw new Ambiguous(`a status line ${JSON.stringify(head.startLine)}`);
      const status = Number(code);
      if (status < 200 && status !== 101) {
        informational.push(head);
        continue;
      }
      const body = new RawBody(this.reader, replyFraming(head, method, status));
      return { ...head, version, status, reason: reason!, informational, body };
    }
  }

  /** The next 1xx head alone. */
  async information(): Promise<RawHead> {
    const head = await readHead(this.reader);
    if (head === undefined) throw new Error('the connection ended instead of an informational answer');
    return head;
  }

  /** The next answer, read to its end. */
  async whole(method = 'GET'): Promise<WholeReply> {
    const reply = await this.reply(method);
    const chunks = await reply.body.chunks();
    const content = Buffer.concat(chunks);
    const ending = await reply.body.ended;
    return { ...reply, chunks, content, text: content.toString('latin1'), trailers: reply.body.trailers, ending };
  }

  /** Settles when the other side has ended or broken the connection. */
  get gone(): Promise<Ending> {
    return this.reader.gone;
  }

  /** Ends our half in order. */
  fin(): void {
    this.socket.end();
  }

  /** Breaks the connection, so that the other side sees a reset. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  close(): void {
    this.socket.destroy();
  }
}

function replyFraming(head: RawHead, method: string, status: number): Framing {
  if (status < 200 || status === 204 || status === 304 || method === 'HEAD') return { kind: 'none' };
  return framingOf(head) ?? { kind: 'close' };
}
