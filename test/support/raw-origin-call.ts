import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { SeenRequest } from './raw-origin.ts';
import type { Ending, RawReader } from './raw-reader.ts';

/** One request in the hands of a behaviour: what was asked, and the bare connection to answer on. */
export class OriginCall {
  readonly request: SeenRequest;
  readonly socket: Socket;
  readonly reader: RawReader;
  /** Bytes the operating system has taken from `pump`. */
  pumped = 0;
  #over = false;

  constructor(request: SeenRequest, socket: Socket, reader: RawReader) {
    this.request = request;
    this.socket = socket;
    this.reader = reader;
  }

  /** Whether no further request is to be read from this connection. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Settles when the other side leaves. */
  get gone(): Promise<Ending> {
    return this.reader.gone;
  }

  /** The whole request body. Throws when it breaks off, so that nothing is answered then. */
  async content(): Promise<Buffer> {
    const chunks = await this.request.body.chunks();
    if ((await this.request.body.ended) === 'broken') throw new Error('the request broke off');
    return Buffer.concat(chunks);
  }

  /** Sends bytes as they are; text goes one byte a character. */
  write(bytes: string | Uint8Array): void {
    if (this.socket.writable) this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Sends a head of exactly these lines. */
  head(statusLine: string, lines: readonly string[] = []): void {
    this.write(`HTTP/1.1 ${[statusLine, ...lines].join('\r\n')}\r\n\r\n`);
  }

  /** Sends one chunk of a chunked body. */
  chunk(bytes: string | Uint8Array): void {
    const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    this.write(Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]));
  }

  /** Ends a chunked body, with these trailer lines. */
  endChunks(trailers: readonly string[] = []): void {
    this.write(`0\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n`);
  }

  /** Sends `bytes` as fast as the other side takes them; `pumped` tells how far it came. */
  async pump(bytes: Uint8Array): Promise<void> {
    if (!this.socket.writable) return;
    const taken = new Promise<void>((done) => this.socket.write(bytes, () => done()));
    await Promise.race([taken, this.gone]);
    this.pumped += bytes.length;
  }

  /** Ends the connection in order, after what was written. */
  close(): void {
    this.#over = true;
    this.socket.end();
  }

  /** Sends what was written, then breaks the connection with a reset. */
  async reset(): Promise<void> {
    this.#over = true;
    if (this.socket.writableLength > 0) await once(this.socket, 'drain').catch(() => undefined);
    this.socket.resetAndDestroy();
  }

  /** Keeps the connection open and silent until the other side leaves. */
  async stall(): Promise<void> {
    this.#over = true;
    await this.gone;
    this.socket.destroy();
  }
}
