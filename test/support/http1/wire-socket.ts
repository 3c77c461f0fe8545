import { Buffer } from 'node:buffer';
import type { Socket, SocketHandler } from '../../../shared/platform/socket.ts';

/** A socket without a network that behaves like one: bytes wait while it is paused, and it closes when both sides end. */
export class WireSocket implements Socket {
  readonly remoteAddress: string;
  readonly remotePort = 4711;
  readonly localPort = 80;
  readonly secure: boolean;
  handler: SocketHandler = deaf;
  /** Everything written, as latin-1 text. */
  sent = '';
  /** What left at once: writes between `cork` and `uncork` are one. */
  readonly packets: string[] = [];
  isPaused = false;
  /** Whether our half is closed. */
  hasEnded = false;
  state: 'open' | 'closed' | 'destroyed' | 'reset' = 'open';
  /** Bytes that the operating system is said not to have taken. */
  unsent = 0;
  /** Whether writes are taken without the writer having to wait. */
  hasRoom = true;
  #corked = '';
  #corks = 0;
  #peerEnded = false;
  #waiting: Uint8Array[] = [];

  constructor(remoteAddress = '192.0.2.1', secure = false) {
    this.remoteAddress = remoteAddress;
    this.secure = secure;
  }

  write(bytes: Uint8Array): boolean {
    return this.writeText(Buffer.from(bytes).toString('latin1'));
  }

  writeText(text: string): boolean {
    if (this.state !== 'open' || this.hasEnded) return false;
    this.sent += text;
    this.#corked += text;
    if (this.#corks === 0) this.#flush();
    return this.hasRoom;
  }

  cork(): void {
    this.#corks += 1;
  }

  uncork(): void {
    this.#corks -= 1;
    if (this.#corks === 0) this.#flush();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    queueMicrotask(() => this.#deliver());
  }

  end(): void {
    this.hasEnded = true;
    this.#settle();
  }

  destroy(how?: 'reset'): void {
    if (this.state !== 'open') return;
    this.state = how === 'reset' ? 'reset' : 'destroyed';
    queueMicrotask(() => this.handler.onClose());
  }

  /** The other side sends this (text is latin-1), in pieces of `pieceSize`. */
  receive(data: string | Uint8Array, pieceSize = Number.POSITIVE_INFINITY): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    for (let at = 0; at < bytes.length; at += pieceSize) {
      // A copy of its own for every piece, so that nothing is right only because the bytes lie next to each other.
      this.#waiting.push(Uint8Array.from(bytes.subarray(at, Math.min(at + pieceSize, bytes.length))));
    }
    this.#deliver();
  }

  /** The other side will send no more. */
  receiveEnd(): void {
    this.#peerEnded = true;
    this.#deliver();
  }

  /** The other side takes what was written. */
  drain(): void {
    this.hasRoom = true;
    this.handler.onDrain();
  }

  /** The connection breaks. */
  breakOff(error?: Error): void {
    if (this.state !== 'open') return;
    this.state = 'closed';
    this.handler.onClose(error);
  }

  #endTold = false;

  #deliver(): void {
    while (!this.isPaused && this.state === 'open' && this.#waiting.length > 0) {
      this.handler.onData(this.#waiting.shift()!);
    }
    if (this.isPaused || this.state !== 'open' || !this.#peerEnded || this.#endTold) return;
    this.#endTold = true;
    this.handler.onEnd();
    this.#settle();
  }

  #flush(): void {
    if (this.#corked !== '') this.packets.push(this.#corked);
    this.#corked = '';
  }

  #settle(): void {
    if (!this.hasEnded || !this.#endTold || this.state !== 'open') return;
    this.state = 'closed';
    queueMicrotask(() => this.handler.onClose());
  }
}

const deaf: SocketHandler = {
  onData() {},
  onDrain() {},
  onEnd() {},
  onClose() {},
};
