import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { Allowance } from '../../shared/platform/allowance.ts';
import { Deadline } from '../../shared/platform/deadline.ts';
import { peerAddress } from '../sockets/node-socket.ts';
import type { Http2ServerContext, StreamOwner } from './server-context.ts';
import { ServerStream } from './server-stream.ts';

/** Streams that a client may reset before they are answered: opening and resetting them costs it nothing. */
const resets = { most: 100, perSecond: 10 };
/** Pings and settings that a client may have answered. */
const controls = { most: 60, perSecond: 4 };

/** One client's connection of HTTP/2: has its streams answered, and keeps the client within bounds. */
export class ServerSession implements StreamOwner {
  readonly context: Http2ServerContext;
  readonly peerAddress: string;
  readonly peerPort: number;
  readonly localPort: number;
  readonly #session: ServerHttp2Session;
  readonly #idle: Deadline;
  readonly #resets: Allowance;
  readonly #controls: Allowance;
  #streams = 0;
  #requests = 0;

  constructor(session: ServerHttp2Session, socket: TLSSocket, context: Http2ServerContext) {
    const { timers, clock, options } = context;
    this.context = context;
    this.peerAddress = peerAddress(socket);
    this.peerPort = socket.remotePort ?? 0;
    this.localPort = socket.localPort ?? 0;
    this.#session = session;
    this.#resets = new Allowance(resets, clock);
    this.#controls = new Allowance(controls, clock);
    this.#idle = new Deadline(
      timers,
      () => clock.monotonic(),
      () => this.close(),
    );
    this.#idle.set(options.headTimeoutMs);
    session.on('stream', (stream, _fields, flags, raw) => this.#onStream(stream, flags, raw));
    session.on('ping', () => this.#onControl());
    session.on('remoteSettings', () => this.#onControl());
    session.on('error', ignore);
    session.on('close', () => this.#idle.dispose());
  }

  /** Takes no more requests, and closes when those under way are answered. */
  close(): void {
    if (this.#session.closed) return;
    this.#session.close();
    // A client that does not close its side must not keep the connection.
    if (this.#streams === 0) this.#endSoon();
  }

  /** Breaks the connection off. */
  destroy(): void {
    this.#session.destroy();
  }

  onStreamOver(byClient: boolean): void {
    this.#streams -= 1;
    if (byClient && !this.#resets.take()) this.#expel();
    if (this.#streams > 0) return;
    if (this.#session.closed) this.#endSoon();
    else this.#idle.set(this.context.options.idleTimeoutMs);
  }

  #onStream(stream: ServerHttp2Stream, flags: number, raw: readonly string[]): void {
    const { maxStreams, options } = this.context;
    if (this.#streams >= maxStreams || this.#session.closed) {
      stream.on('error', ignore);
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      if (!this.#resets.take()) this.#expel();
      return;
    }
    this.#streams += 1;
    this.#requests += 1;
    this.#idle.clear();
    new ServerStream(stream, this).begin(raw, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0);
    if (this.#requests >= options.maxRequestsPerConnection) this.close();
  }

  #onControl(): void {
    if (!this.#controls.take()) this.#expel();
  }

  /** The client makes work without end: it is told so, and the connection is closed. */
  #expel(): void {
    if (this.#session.destroyed) return;
    this.#session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    this.#session.destroy();
  }

  #endSoon(): void {
    const { timers, options } = this.context;
    this.#idle.dispose();
    timers.after(options.lingerMs, () => {
      if (!this.#session.destroyed) this.#session.destroy();
    });
  }
}

function ignore(): void {}
