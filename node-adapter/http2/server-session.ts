import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { Allowance } from '../../shared/platform/allowance.ts';
import { Deadline } from '../../shared/platform/deadline.ts';
import { peerAddress } from '../sockets/node-socket.ts';
import { endsBetweenEvents } from './between-events.ts';
import { listBytes } from './fields.ts';
import { SendBacklog } from './send-backlog.ts';
import type { Http2ServerContext, StreamOwner } from './server-context.ts';
import { ServerStream } from './server-stream.ts';

/** Streams that a client may reset before they are answered: opening and resetting them costs it nothing. */
const resets = { most: 100, perSecond: 10 };
/** How many times what was announced the fields of a request may be and still be answered: few bytes may stand for many. */
const excess = 4;
/** Pings and settings that a client may have answered. */
const controls = { most: 60, perSecond: 4 };

/**
 * One client's connection of HTTP/2: has its streams answered, and keeps the client within bounds. Once it is closing
 * and every request is answered its socket is destroyed, at the latest after `lingerMs` when no stream is open, and after
 * `writeTimeoutMs` when one is. It starts closing when it is told to, when the client says good-bye, when it breaks, and
 * when `idleTimeoutMs` passed without a request to answer.
 */
export class ServerSession implements StreamOwner {
  readonly context: Http2ServerContext;
  readonly peerAddress: string;
  readonly peerPort: number;
  readonly localPort: number;
  readonly backlog: SendBacklog;
  readonly #session: ServerHttp2Session;
  readonly #socket: TLSSocket;
  readonly #idle: Deadline;
  readonly #ending: Deadline;
  readonly #resets: Allowance;
  readonly #controls: Allowance;
  /** Streams that are open. */
  #streams = 0;
  #unanswered = 0;
  #requests = 0;
  #isExpelled = false;

  constructor(session: ServerHttp2Session, socket: TLSSocket, context: Http2ServerContext) {
    const { timers, clock, options } = context;
    this.context = context;
    this.peerAddress = peerAddress(socket);
    this.peerPort = socket.remotePort ?? 0;
    this.localPort = socket.localPort ?? 0;
    this.backlog = new SendBacklog(socket);
    endsBetweenEvents(session);
    this.#session = session;
    this.#socket = socket;
    this.#resets = new Allowance(resets, clock);
    this.#controls = new Allowance(controls, clock);
    const monotonic = (): number => clock.monotonic();
    this.#idle = new Deadline(timers, monotonic, () => this.close());
    this.#ending = new Deadline(timers, monotonic, () => this.#end());
    this.#idle.set(options.headTimeoutMs);
    session.on('stream', (stream, _fields, flags, raw) => this.#onStream(stream, flags, raw));
    session.on('ping', () => this.#onControl());
    session.on('remoteSettings', () => this.#onControl());
    session.on('goaway', () => afterEvents(() => this.close()));
    session.on('error', ignore);
    session.on('close', () => this.#endSoon());
    socket.once('close', () => {
      this.#idle.dispose();
      this.#ending.dispose();
    });
  }

  /** Takes no more requests, and ends when those under way are answered. */
  close(): void {
    if (!this.#session.closed) this.#session.close();
    // Neither a client that does not close its side nor a stream that nobody reads may keep the connection.
    if (this.#unanswered === 0) this.#endSoon();
  }

  /** Breaks the connection off. */
  destroy(): void {
    this.#session.destroy();
    // The runtime waits until what it wrote is taken.
    this.#endSoon();
  }

  onAnswered(): void {
    this.#unanswered -= 1;
    if (this.#unanswered > 0) return;
    if (this.#session.closed || this.#session.destroyed) this.#endSoon();
    else this.#idle.set(this.context.options.idleTimeoutMs);
  }

  onStreamOver(byClient: boolean): void {
    this.#streams -= 1;
    if (byClient && !this.#resets.take()) this.#expel();
    if (this.#streams === 0 && this.#ending.isSet) this.#endSoon();
  }

  #onStream(stream: ServerHttp2Stream, flags: number, raw: readonly string[]): void {
    const { maxStreams, maxListBytes, options } = this.context;
    const bytes = listBytes(raw);
    if (bytes > excess * maxListBytes) this.#expel();
    // A session that was told to close may do so later.
    const takesNoMore = this.#session.closed || this.#requests >= options.maxRequestsPerConnection;
    if (this.#streams >= maxStreams || takesNoMore || this.#isExpelled) {
      stream.on('error', ignore);
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      if (!this.#resets.take()) this.#expel();
      return;
    }
    this.#streams += 1;
    this.#unanswered += 1;
    this.#requests += 1;
    this.#idle.clear();
    const hasEnded = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    new ServerStream(stream, this).begin(raw, hasEnded, bytes > maxListBytes);
    if (this.#requests >= options.maxRequestsPerConnection) this.close();
  }

  #onControl(): void {
    if (!this.#controls.take()) this.#expel();
  }

  /** The client makes work without end: it is told so, and the connection is closed. */
  #expel(): void {
    if (this.#isExpelled) return;
    this.#isExpelled = true;
    afterEvents(() => {
      if (this.#session.destroyed) return;
      this.#session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      this.destroy();
    });
  }

  #endSoon(): void {
    if (this.#socket.destroyed) return;
    const { writeTimeoutMs, lingerMs } = this.context.options;
    this.#idle.dispose();
    this.#ending.set(this.#streams > 0 && !this.#session.destroyed ? writeTimeoutMs : lingerMs);
  }

  #end(): void {
    if (!this.#session.destroyed) this.#session.destroy();
    this.#socket.destroy();
  }
}

/**
 * A session is closed and destroyed between its events, never within one: the runtime may be about to read the next of
 * the frames that came together, and the process ends when what it reads them with is gone.
 */
function afterEvents(act: () => void): void {
  setImmediate(act);
}

function ignore(): void {}
