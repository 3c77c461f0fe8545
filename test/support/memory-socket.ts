import { Buffer } from 'node:buffer';
import type { Socket, SocketHandler } from '../../shared/platform/socket.ts';

/** A socket without a network: keeps what is written, and lets the test play the other side. */
export class MemorySocket implements Socket {
  readonly remoteAddress = '192.0.2.1';
  readonly remotePort = 4711;
  readonly localPort = 80;
  readonly secure = false;
  handler: SocketHandler = deaf;
  /** Everything written, as latin-1 text. */
  written = '';
  /** Each packet as it would have left: what was corked together is one. */
  readonly packets: string[] = [];
  isPaused = false;
  /** Whether our half is closed. */
  isEnded = false;
  destroyed: 'no' | 'closed' | 'reset' = 'no';
  /** Whether writes are taken without the sender having to wait. */
  hasRoom = true;
  #corked: string | undefined = undefined;

  write(bytes: Uint8Array): boolean {
    return this.writeText(Buffer.from(bytes).toString('latin1'));
  }

  writeText(text: string): boolean {
    if (this.isEnded || this.destroyed !== 'no') return false;
    this.written += text;
    if (this.#corked === undefined) this.packets.push(text);
    else this.#corked += text;
    return this.hasRoom;
  }

  cork(): void {
    this.#corked ??= '';
  }

  uncork(): void {
    if (this.#corked) this.packets.push(this.#corked);
    this.#corked = undefined;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  end(): void {
    this.isEnded = true;
  }

  destroy(how?: 'reset'): void {
    if (this.destroyed === 'no') this.destroyed = how === 'reset' ? 'reset' : 'closed';
  }

  /** The other side sends this (latin-1). */
  arrives(text: string): void {
    this.handler.onData(Uint8Array.from(Buffer.from(text, 'latin1')));
  }

  /** There is room again. */
  drains(): void {
    this.hasRoom = true;
    this.handler.onDrain();
  }

  /** The other side closes its half. */
  ends(): void {
    this.handler.onEnd();
  }

  /** The connection is gone. */
  breaks(error?: Error): void {
    if (this.destroyed === 'no') this.destroyed = 'closed';
    this.handler.onClose(error);
  }
}

const deaf: SocketHandler = {
  onData() {},
  onDrain() {},
  onEnd() {},
  onClose() {},
};
