import type { Random } from '../../platform/platform.ts';
import type { Socket, SocketHandler } from '../../platform/socket.ts';
import type { Timer, Timers } from '../../platform/timers.ts';
import { clientFrame, closePayload, type FrameKind } from './frame.ts';
import { FrameReader, type FrameSink } from './frame-reader.ts';

/** The WebSocket of a runtime, which has messages and no frames. */
export interface MessagePort {
  send(message: string | Uint8Array): void;
  /** Throws when the code is none that may be sent. */
  close(code?: number, reason?: string): void;
}

/** Bytes of one message from the upstream, and of all those from the client that wait. A longer message is refused. */
const maxBytes = 16 * 1024 * 1024;
/** From our close frame to the end of both sides. */
const closingMs = 10_000;

/** What a {@link MessageSocket} needs of the platform. */
export interface MessageSocketParts {
  readonly random: Random;
  readonly timers: Timers;
}

/**
 * The client's side of a tunnel where the runtime keeps the frames to itself: the frames that the upstream sends become
 * messages, and the messages of the client become frames. Pings of the upstream are answered here.
 */
export class MessageSocket implements Socket, FrameSink {
  readonly remoteAddress = '';
  readonly remotePort = 0;
  readonly localPort = 0;
  readonly secure = false;
  handler: SocketHandler = idle;
  readonly #port: MessagePort;
  readonly #parts: MessageSocketParts;
  readonly #reader = new FrameReader(this, maxBytes);
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isPaused = true;
  /** A close frame went to the upstream. */
  #hasSaidBye = false;
  /** The client was told to close. */
  #hasClosed = false;
  #isGone = false;
  #closing: Timer | undefined;

  constructor(port: MessagePort, parts: MessageSocketParts) {
    this.#port = port;
    this.#parts = parts;
  }

  /** The client sent a message. */
  take(message: string | ArrayBuffer): void {
    if (typeof message === 'string') this.#tell('text', encoder.encode(message));
    else this.#tell('binary', new Uint8Array(message));
  }

  /** The client closed, or is gone without a word (1006). */
  takeClose(code: number, reason: string): void {
    if (this.#isGone) return;
    if (code === 1006) {
      this.#gone(new Error('the connection broke'));
      return;
    }
    this.#sayBye(code === 1005 ? undefined : code, encoder.encode(reason));
    // The upstream has closed before, and this is the answer to it.
    if (this.#hasClosed) this.#gone(undefined);
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isGone) return false;
    this.#reader.push(bytes);
    return true;
  }

  writeText(): boolean {
    throw new Error('only frames are written here');
  }

  cork(): void {}

  uncork(): void {}

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    while (!this.#isPaused && !this.#isGone) {
      const frame = this.#waiting.shift();
      if (frame === undefined) return;
      this.#waitingBytes -= frame.length;
      this.handler.onData(frame);
    }
  }

  /** The upstream sends no more. Without a close frame before, that is a break (RFC 6455 §7.1.5). */
  end(): void {
    this.#close(1011, 'the upstream is gone');
    this.#gone(undefined);
  }

  destroy(): void {
    this.#close(1011, 'broken off');
    this.#gone(undefined);
  }

  onMessage(kind: 'text' | 'binary', payload: Uint8Array): void {
    if (this.#hasClosed) return;
    const message = kind === 'binary' ? payload : textOf(payload);
    if (message === undefined) this.#fail(1007, 'text that is not UTF-8');
    else this.#send(message);
  }

  onPing(payload: Uint8Array): void {
    if (!this.#hasSaidBye) this.#tell('pong', payload);
  }

  onCloseFrame(code: number | undefined, reason: Uint8Array): void {
    this.#sayBye(code, reason);
    this.#close(code, textOf(reason) ?? '');
  }

  onBroken(code: 1002 | 1009, why: string): void {
    this.#fail(code, why);
  }

  /** The upstream broke the rules: both sides are told with which code. */
  #fail(code: number, why: string): void {
    this.#sayBye(code, encoder.encode(why));
    this.#close(code === 1009 ? 1009 : 1011, why);
    this.#gone(new Error(`WebSocket of the upstream: ${why}`));
  }

  #send(message: string | Uint8Array): void {
    try {
      this.#port.send(message);
    } catch (error) {
      // The client is gone, and the runtime has not told yet.
      this.#gone(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #sayBye(code: number | undefined, reason: Uint8Array): void {
    if (this.#hasSaidBye) return;
    this.#tell('close', closePayload(code, reason));
    this.#hasSaidBye = true;
    this.#closing = this.#parts.timers.after(closingMs, () => this.destroy());
  }

  #tell(kind: FrameKind, payload: Uint8Array): void {
    if (this.#isGone || this.#hasSaidBye) return;
    const frame = clientFrame(kind, payload, this.#parts.random.bytes(4));
    if (!this.#isPaused) {
      this.handler.onData(frame);
      return;
    }
    // A runtime with messages has no way to make the client wait.
    this.#waitingBytes += frame.length;
    if (this.#waitingBytes <= maxBytes) this.#waiting.push(frame);
    else this.#refuseMore();
  }

  #refuseMore(): void {
    this.#close(1013, 'the upstream takes no more');
    this.#gone(new Error('the upstream takes no more'));
  }

  #close(code: number | undefined, reason: string): void {
    if (this.#hasClosed) return;
    this.#hasClosed = true;
    try {
      if (code === undefined) this.#port.close();
      else this.#port.close(code, reason);
    } catch {
      this.#closeAnyhow();
    }
  }

  /** The code was one that must not be sent, or the client is gone. */
  #closeAnyhow(): void {
    try {
      this.#port.close(1011, 'the upstream closed with an unknown code');
    } catch {
      // Gone: there is nothing left to close.
    }
  }

  #gone(error: Error | undefined): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#waiting.length = 0;
    this.#closing?.cancel();
    this.handler.onClose(error);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

const idle: SocketHandler = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };
