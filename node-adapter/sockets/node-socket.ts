import type { Socket as NetSocket } from 'node:net';
import { latin1 } from '../../shared/http1/latin1.ts';
import type { Socket, SocketHandler } from '../../shared/platform/socket.ts';
import { noteRead } from './bulk-garbage.ts';
import { type DirectReader, readDirectly } from './direct-reads.ts';
import { type Reader, readInTurn, type Sender, sendInTurn, settleReads } from './in-turn.ts';
import { readsBelow } from './tls-reads.ts';

/** A connection of `node:net` or `node:tls` as the wire layer sees it. The same code serves Node, Deno and Bun. */
export class NodeSocket implements Socket, DirectReader, Reader, Sender {
  handler: SocketHandler = ownerless;
  readonly secure: boolean;
  readonly localPort: number;
  readonly remotePort: number;
  readonly remoteAddress: string;
  readonly #raw: OwnedSocket;
  #corks = 0;
  /** What was written since the cork, until the end of the turn. One text is written much faster than in pieces. */
  #gathered = '';
  #isInLine = false;
  /** Whether more came than is gathered, so that the runtime holds it back. */
  #isPouring = false;
  #isDestroyed = false;

  constructor(raw: NetSocket, secure: boolean) {
    this.#raw = raw as OwnedSocket;
    this.secure = secure;
    // Read once, while the connection is up: afterwards the runtime no longer knows them.
    this.localPort = raw.localPort ?? 0;
    this.remotePort = raw.remotePort ?? 0;
    this.remoteAddress = peerAddress(raw);
    this.#raw[owner] = this;
    this.#raw[failure] = undefined;
    if (!readDirectly(raw, this)) raw.on('data', onData);
    raw.on('drain', onDrain);
    raw.on('end', onEnd);
    raw.on('error', onError);
    raw.on('close', onClose);
  }

  get unsent(): number {
    return this.#raw.writableLength;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#mayGather(bytes.length)) return this.#gather(latin1(bytes, 0, bytes.length));
    if (this.#corks > 0) this.#pour();
    else this.#sendGathered();
    return this.#raw.write(bytes);
  }

  writeText(text: string): boolean {
    if (this.#mayGather(text.length)) return this.#gather(text);
    if (this.#corks > 0) this.#pour();
    else this.#sendGathered();
    return this.#raw.write(text, 'latin1');
  }

  cork(): void {
    this.#corks += 1;
  }

  uncork(): void {
    this.#corks -= 1;
    if (this.#corks > 0) return;
    if (this.#isPouring) {
      this.#isPouring = false;
      this.#raw.uncork();
    } else if (this.#gathered !== '' && !this.#isInLine) {
      this.#isInLine = true;
      sendInTurn(this);
    }
  }

  flush(): void {
    this.#isInLine = false;
    if (this.#corks === 0) this.#sendGathered();
  }

  pause(): void {
    this.#raw.pause();
    if (this.secure) readsBelow(this.#raw)?.readStop();
  }

  resume(): void {
    if (this.secure) readsBelow(this.#raw)?.readStart();
    this.#raw.resume();
  }

  end(): void {
    this.#sendGathered();
    this.#raw.end();
  }

  destroy(how?: 'reset'): void {
    this.#isDestroyed = true;
    if (this.#corks === 0) this.#sendGathered();
    if (how === 'reset' && this.#reset()) return;
    this.#raw.destroy();
  }

  /** What is read arrives here. */
  onBytes(bytes: Uint8Array): void {
    readInTurn(this, bytes);
    noteRead(bytes.length);
  }

  deliver(bytes: Uint8Array): void {
    if (!this.#isDestroyed) this.handler.onData(bytes);
  }

  /** That the other side ended arrives here. */
  onEnd(): void {
    settleReads(this);
    if (!this.#isDestroyed) this.handler.onEnd();
  }

  #mayGather(length: number): boolean {
    return this.#corks > 0 && !this.#isPouring && this.#gathered.length + length <= maxGathered;
  }

  #gather(text: string): boolean {
    this.#gathered += text;
    return !this.#raw.writableNeedDrain;
  }

  #pour(): void {
    if (this.#isPouring) return;
    this.#isPouring = true;
    this.#raw.cork();
    this.#sendGathered();
  }

  #sendGathered(): void {
    const text = this.#gathered;
    this.#gathered = '';
    if (text !== '' && !this.#raw.destroyed) this.#raw.write(text, 'latin1');
  }

  /** Whether the runtime could send a reset. It cannot on TLS and Unix sockets, and says so by throwing. */
  #reset(): boolean {
    if (this.secure || this.remoteAddress === '') return false;
    if (typeof this.#raw.resetAndDestroy !== 'function') return false;
    try {
      this.#raw.resetAndDestroy();
      return true;
    } catch {
      return false;
    }
  }
}

/** Bytes up to which copying them into one text is cheaper than writing them apart. */
const maxGathered = 8_192;

const owner = Symbol('owner');
const failure = Symbol('failure');

/** The runtime's socket with a way back to ours, so that five functions serve all connections. */
interface OwnedSocket extends NetSocket {
  [owner]: NodeSocket;
  [failure]: Error | undefined;
}

function onData(this: OwnedSocket, bytes: Uint8Array): void {
  this[owner].onBytes(bytes);
}

function onDrain(this: OwnedSocket): void {
  this[owner].handler.onDrain();
}

function onEnd(this: OwnedSocket): void {
  // What broke off ends too, when it was encrypted; it must not look like an end in order.
  if (this[failure] === undefined) this[owner].onEnd();
  else this.destroy();
}

function onError(this: OwnedSocket, error: Error): void {
  this[failure] = error;
}

function onClose(this: OwnedSocket): void {
  settleReads(this[owner]);
  const { handler } = this[owner];
  this[owner].handler = ownerless;
  handler.onClose(this[failure]);
}

/**
 * The address of the other end; empty on a Unix socket. IPv4 clients of a listener on `::` look like
 * `::ffff:192.0.2.1`; everything else wants the IPv4 form.
 */
export function peerAddress({ remoteAddress: address = '' }: NetSocket): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** Before the owner is set, and after the connection is gone, events mean nothing. */
const ownerless: SocketHandler = {
  onData() {},
  onDrain() {},
  onEnd() {},
  onClose() {},
};
