import { latin1Bytes } from '../../shared/http1/latin1.ts';
import type { Socket, SocketHandler } from '../../shared/platform/socket.ts';

/** What `connect()` of the runtime gives. */
export type RawSocket = ReturnType<typeof import('cloudflare:sockets').connect>;

/** The other end of a connection. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** Bytes asked for with one read. */
const readBytes = 16 * 1024;
/** Unsent bytes beyond which the writer is asked to wait. */
const highWaterBytes = 64 * 1024;

/**
 * When a connection that is no longer needed is closed. To close one by hand costs as much as all the rest of a round
 * trip on it; the runtime closes what is left when the request is over, for nothing. One that broke is closed at once.
 */
export type Closing = 'at-once' | 'with-request';

/** A connection of workerd as our port. It belongs to the request that opened it and dies with it. */
export class WorkerSocket implements Socket {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort = 0;
  readonly secure: boolean;
  handler: SocketHandler = idle;
  readonly #raw: RawSocket;
  readonly #closing: Closing;
  readonly #reader: ReadableStreamBYOBReader;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #corked: Uint8Array[] | undefined;
  #unsent = 0;
  #isFull = false;
  #isPaused = false;
  #isReading = false;
  #isClosed = false;

  constructor(raw: RawSocket, address: SocketAddress, closing: Closing) {
    this.remoteAddress = address.host;
    this.remotePort = address.port;
    this.secure = address.secure;
    this.#raw = raw;
    this.#closing = closing;
    this.#reader = raw.readable.getReader({ mode: 'byob' });
    this.#writer = raw.writable.getWriter();
    this.#writer.closed.catch(ignore);
  }

  /** Begins to read. Called once the handler is set. */
  open(): void {
    this.#read();
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isClosed) return false;
    this.#unsent += bytes.byteLength;
    if (this.#corked) this.#corked.push(bytes);
    else this.#send(bytes);
    this.#isFull = this.#unsent >= highWaterBytes;
    return !this.#isFull;
  }

  writeText(text: string): boolean {
    return this.write(latin1Bytes(text));
  }

  cork(): void {
    this.#corked ??= [];
  }

  uncork(): void {
    const parts = this.#corked;
    this.#corked = undefined;
    if (parts !== undefined && parts.length > 0) this.#send(joined(parts));
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#read();
  }

  end(): void {
    this.uncork();
    this.#writer.close().catch(ignore);
  }

  destroy(how?: 'reset'): void {
    this.#close(undefined, how === 'reset' ? 'at-once' : this.#closing);
  }

  #send(bytes: Uint8Array): void {
    this.#writer.write(bytes).then(() => this.#sent(bytes.byteLength), this.#onError);
  }

  #sent(count: number): void {
    this.#unsent -= count;
    if (!this.#isFull || this.#unsent > 0 || this.#isClosed) return;
    this.#isFull = false;
    this.handler.onDrain();
  }

  #read(): void {
    if (this.#isPaused || this.#isReading || this.#isClosed) return;
    this.#isReading = true;
    this.#reader.read(new Uint8Array(readBytes)).then(this.#onRead, this.#onError);
  }

  readonly #onRead = ({ done, value }: ReadableStreamReadResult<Uint8Array>): void => {
    this.#isReading = false;
    if (this.#isClosed) return;
    if (done) {
      this.handler.onEnd();
      return;
    }
    this.handler.onData(value);
    this.#read();
  };

  readonly #onError = (error: unknown): void => {
    this.#close(error instanceof Error ? error : new Error(String(error)), 'at-once');
  };

  #close(error: Error | undefined, closing: Closing): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (closing === 'at-once') this.#raw.close().catch(ignore);
    this.handler.onClose(error);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((total, { byteLength }) => total + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

const idle: SocketHandler = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };

// The reads and writes under way tell of the same error.
function ignore(): void {}
