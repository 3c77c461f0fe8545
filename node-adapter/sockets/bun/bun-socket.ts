import type { Socket, SocketHandler } from '../../../shared/platform/socket.ts';
import { type Reader, readInTurn, type Sender, sendInTurn, settleReads } from '../in-turn.ts';
import type { BunEvents, BunRaw } from './bun-api.ts';
import { WriteBuffer } from './write-buffer.ts';

/** A connection of Bun's own as the wire layer sees it. */
export class BunSocket implements Socket, Reader, Sender {
  handler: SocketHandler = ownerless;
  readonly secure = false;
  readonly localPort: number;
  readonly remotePort: number;
  readonly remoteAddress: string;
  readonly #raw: BunRaw;
  #corks = 0;
  /** What was written since the cork, until the end of the turn. */
  #gathered: WriteBuffer | undefined = undefined;
  #isInLine = false;
  /** What the operating system has not taken yet. */
  #queue: Uint8Array[] = [];
  #unsent = 0;
  #state: 'open' | 'ending' | 'ended' | 'gone' = 'open';
  #hasPeerEnded = false;
  /** Whether we close it ourselves just now, and want to hear of it later. */
  #isClosing = false;

  /** Takes over `raw`. */
  constructor(raw: BunRaw) {
    this.#raw = raw;
    this.localPort = raw.localPort ?? 0;
    this.remotePort = raw.remotePort ?? 0;
    this.remoteAddress = plainAddress(raw.remoteAddress);
    raw.data = this;
  }

  get unsent(): number {
    return this.#unsent;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#corks === 0) {
      this.#sendGathered();
      return this.#send(bytes);
    }
    this.#gathered ??= WriteBuffer.take();
    if (this.#gathered.add(bytes)) return this.#unsent === 0;
    this.#sendGathered();
    return this.#send(bytes);
  }

  writeText(text: string): boolean {
    this.#gathered ??= WriteBuffer.take();
    if (!this.#gathered.addText(text)) {
      this.#sendGathered();
      return this.#send(Buffer.from(text, 'latin1'));
    }
    return this.#corks > 0 ? this.#unsent === 0 : this.#sendGathered();
  }

  cork(): void {
    this.#corks += 1;
  }

  uncork(): void {
    this.#corks -= 1;
    if (this.#corks > 0 || this.#gathered === undefined || this.#isInLine) return;
    this.#isInLine = true;
    sendInTurn(this);
  }

  flush(): void {
    this.#isInLine = false;
    if (this.#corks === 0) this.#sendGathered();
  }

  pause(): void {
    if (this.#state !== 'gone') this.#raw.pause();
  }

  resume(): void {
    if (this.#state !== 'gone') this.#raw.resume();
  }

  end(): void {
    if (this.#state !== 'open') return;
    this.#sendGathered();
    this.#state = 'ending';
    if (this.#unsent === 0) this.#shutdown();
  }

  destroy(how?: 'reset'): void {
    if (this.#state === 'gone') return;
    if (this.#corks === 0) this.#sendGathered();
    this.#drop();
    this.#isClosing = true;
    if (how === 'reset') this.#raw.terminate();
    else this.#raw.close();
    this.#isClosing = false;
  }

  /** Bun's calls for this connection arrive here. */
  onData(bytes: Uint8Array): void {
    readInTurn(this, bytes);
  }

  deliver(bytes: Uint8Array): void {
    if (this.#state !== 'gone') this.handler.onData(bytes);
  }

  onDrain(): void {
    if (this.#unsent === 0) return;
    const queue = this.#queue;
    this.#queue = [];
    this.#unsent = 0;
    const isEnding = this.#state === 'ending';
    if (isEnding) this.#state = 'open';
    for (const bytes of queue) this.#send(bytes);
    if (isEnding) this.end();
    else if (this.#unsent === 0) this.handler.onDrain();
  }

  onEnd(): void {
    settleReads(this);
    if (this.#state !== 'gone') this.#tellEnd();
  }

  onClose(error?: Error): void {
    settleReads(this);
    const isOurs = this.#state === 'gone';
    this.#drop();
    if (this.#isClosing) {
      queueMicrotask(() => this.#tellClosed(undefined));
      return;
    }
    // With our half ended Bun closes at once when theirs ends.
    if (!isOurs && error === undefined) this.#tellEnd();
    this.#tellClosed(error);
  }

  #tellEnd(): void {
    if (this.#hasPeerEnded) return;
    this.#hasPeerEnded = true;
    this.handler.onEnd();
  }

  #tellClosed(error: Error | undefined): void {
    const { handler } = this;
    this.handler = ownerless;
    handler.onClose(error);
  }

  #shutdown(): void {
    this.#state = 'ended';
    this.#raw.shutdown();
  }

  #drop(): void {
    this.#state = 'gone';
    this.#queue = [];
    this.#unsent = 0;
    this.#gathered?.release();
    this.#gathered = undefined;
  }

  #sendGathered(): boolean {
    const gathered = this.#gathered;
    if (gathered === undefined) return this.#unsent === 0;
    this.#gathered = undefined;
    const { bytes, length } = gathered;
    const taken = this.#take(bytes, length);
    // The buffer will be overwritten: what has to wait is copied.
    const goesOn = taken === length || this.#enqueue(Uint8Array.from(bytes.subarray(taken, length)));
    gathered.release();
    return goesOn;
  }

  #send(bytes: Uint8Array): boolean {
    const taken = this.#take(bytes, bytes.length);
    return taken === bytes.length || this.#enqueue(taken === 0 ? bytes : bytes.subarray(taken));
  }

  /** How many of the bytes the operating system takes. */
  #take(bytes: Uint8Array, length: number): number {
    if (this.#unsent > 0 || this.#state !== 'open') return 0;
    return Math.max(0, this.#raw.write(bytes, 0, length));
  }

  #enqueue(bytes: Uint8Array): false {
    if (this.#state !== 'open') return false;
    this.#queue.push(bytes);
    this.#unsent += bytes.length;
    return false;
  }
}

/** What Bun calls for connections that are a {@link BunSocket}'s. */
export const socketEvents: Omit<BunEvents, 'open'> = {
  data: (raw, bytes) => (raw.data as BunSocket).onData(bytes),
  drain: (raw) => (raw.data as BunSocket).onDrain(),
  end: (raw) => (raw.data as BunSocket).onEnd(),
  close: (raw, error) => (raw.data as BunSocket).onClose(error),
  error: (_raw, error) => {
    throw error;
  },
};

/** Everything wants the IPv4 form of `::ffff:192.0.2.1`; a Unix socket has none. */
function plainAddress(address = ''): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

const ownerless: SocketHandler = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };
