import { Fault } from '../errors/fault.ts';
import { Deadline } from '../platform/deadline.ts';
import type { Clock } from '../platform/platform.ts';
import type { Socket, SocketHandler } from '../platform/socket.ts';
import type { Timers } from '../platform/timers.ts';
import type { Tunnel } from '../platform/transport.ts';

/** Called once, when both connections are gone: bytes to the client, bytes from it, and what broke it off. */
export type TunnelClosed = (sent: number, received: number, fault: Fault | undefined) => void;

/** How long a tunnel may wait. */
export interface TunnelWaits {
  readonly timers: Timers;
  readonly clock: Clock;
  /** Without a byte in either direction; `undefined` waits for ever. */
  readonly idleMs: number | undefined;
  /** For one side to close after the other is gone, and for it to take what was sent to it before. */
  readonly lingerMs: number;
  readonly writeMs: number;
}

/**
 * An upgraded connection to an upstream, and, once joined, the client's. Bytes go both ways with back-pressure, the end
 * of one side is passed on to the other, and a broken side breaks the other.
 */
export class SocketTunnel implements Tunnel {
  readonly #upstream: TunnelSide;
  #client: TunnelSide | undefined = undefined;
  #onClosed: TunnelClosed | undefined = undefined;
  #early: Uint8Array;
  #fault: Fault | undefined = undefined;
  #waits: TunnelWaits | undefined = undefined;
  #deadline: Deadline | undefined = undefined;

  /** Takes over `socket`, which waits until it is joined. `early` are bytes that came after the head of the answer. */
  constructor(socket: Socket, early: Uint8Array) {
    this.#early = early;
    this.#upstream = new TunnelSide(socket, this);
    socket.pause();
  }

  cancel(fault: Fault): void {
    this.#fault ??= fault;
    this.#destroy();
  }

  /** Joins the client's connection. `early` are bytes it sent after its request. */
  join(client: Socket, early: Uint8Array, onClosed: TunnelClosed, waits: TunnelWaits): void {
    this.#onClosed = onClosed;
    const upstream = this.#upstream;
    const other = new TunnelSide(client, this);
    this.#client = other;
    this.#waits = waits;
    this.#deadline = new Deadline(
      waits.timers,
      () => waits.clock.monotonic(),
      () => this.#onSilent(),
    );
    this.onBytes();
    upstream.peer = other;
    other.peer = upstream;
    if (this.#early.length > 0) upstream.onData(this.#early);
    this.#early = nothing;
    if (early.length > 0) other.onData(early);
    if (upstream.isClosed) this.#linger(other);
    else if (upstream.hasEnded) other.finish();
    if (!upstream.isClosed) upstream.socket.resume();
    client.resume();
  }

  /** One side has sent something. */
  onBytes(): void {
    const idleMs = this.#waits?.idleMs;
    if (idleMs !== undefined) this.#deadline?.set(idleMs);
  }

  /** One side is gone; an error tells the other side so, an end lets it finish. */
  onSideClosed(side: TunnelSide, error: Error | undefined): void {
    const source = side === this.#upstream ? 'upstream_reset' : 'client_left';
    if (error !== undefined) this.#fault ??= new Fault(source, { cause: error, detail: error.message });
    const other = side.peer;
    if (other === undefined) return;
    if (other.isClosed) this.#close();
    else if (error !== undefined) other.socket.destroy('reset');
    else this.#linger(other);
  }

  /** Lets what is left of one side get what was sent to it, and no longer. */
  #linger(side: TunnelSide): void {
    side.finish();
    if (this.#waits === undefined) return;
    const { lingerMs, writeMs } = this.#waits;
    this.#deadline?.set((side.socket.unsent ?? 0) > 0 ? writeMs : lingerMs);
  }

  #onSilent(): void {
    const isHalf = this.#upstream.isClosed || this.#client?.isClosed === true;
    if (isHalf) this.#destroy();
    else this.cancel(new Fault('total_timeout', { detail: 'tunnel-idle' }));
  }

  #destroy(): void {
    this.#upstream.socket.destroy();
    this.#client?.socket.destroy();
  }

  #close(): void {
    this.#deadline?.dispose();
    const onClosed = this.#onClosed;
    this.#onClosed = undefined;
    onClosed?.(this.#upstream.received, this.#client?.received ?? 0, this.#fault);
  }
}

/** One end of a tunnel; takes what its socket receives and writes it to its peer. */
class TunnelSide implements SocketHandler {
  readonly socket: Socket;
  peer: TunnelSide | undefined = undefined;
  received = 0;
  hasEnded = false;
  isClosed = false;
  readonly #tunnel: SocketTunnel;
  #isFinished = false;

  constructor(socket: Socket, tunnel: SocketTunnel) {
    this.socket = socket;
    this.#tunnel = tunnel;
    socket.handler = this;
  }

  onData(bytes: Uint8Array): void {
    const { peer } = this;
    this.#tunnel.onBytes();
    this.received += bytes.length;
    if (peer === undefined || peer.isClosed) this.socket.destroy();
    else if (!peer.socket.write(bytes)) this.socket.pause();
  }

  onDrain(): void {
    this.peer?.socket.resume();
  }

  onEnd(): void {
    this.hasEnded = true;
    this.peer?.finish();
  }

  onClose(error?: Error): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#tunnel.onSideClosed(this, error);
  }

  /** Sends what is written, then says that no more will come. */
  finish(): void {
    if (this.#isFinished || this.isClosed) return;
    this.#isFinished = true;
    this.socket.end();
  }
}

const nothing = new Uint8Array(0);
