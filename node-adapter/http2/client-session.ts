import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { Fault } from '../../shared/errors/fault.ts';
import type { RoundTrip } from '../../shared/http1/client/round-trip.ts';
import { Deadline } from '../../shared/platform/deadline.ts';
import type { Timer } from '../../shared/platform/timers.ts';
import { endsBetweenEvents } from './between-events.ts';
import type { SessionOwner } from './client-owner.ts';
import { ClientStream } from './client-stream.ts';
import { isErrorOfProtocol, maxSendBytes } from './fields.ts';
import { SendBacklog } from './send-backlog.ts';

/** Bytes of one answer that may wait for whoever takes it. */
const streamWindowBytes = 262_144;
/** Bytes of all answers of a connection: one that waits must not stop the others. */
const maxConnectionWindowBytes = 16 * 1024 * 1024;

/** One connection of HTTP/2 to an upstream. */
export class ClientSession {
  readonly owner: SessionOwner;
  readonly backlog: SendBacklog;
  readonly #session: ClientHttp2Session;
  readonly #socket: Socket;
  readonly #openedAt: number;
  readonly #idle: Deadline;
  readonly #streams = new Set<ClientStream>();
  #ping: Timer | undefined = undefined;
  #isPinging = false;
  #served = 0;
  /** The last stream that the other side has looked at, once it takes no more. */
  #lastStreamId = Number.POSITIVE_INFINITY;
  #isLeaving = false;
  #failure: Error | undefined = undefined;

  constructor(socket: Socket, owner: SessionOwner) {
    const { timers, clock, address } = owner;
    this.owner = owner;
    this.backlog = new SendBacklog(socket);
    this.#socket = socket;
    this.#openedAt = clock.monotonic();
    this.#idle = new Deadline(
      timers,
      () => clock.monotonic(),
      () => this.retire(),
    );
    // Our connections may be half open, which HTTP/2 has no use for.
    socket.once('end', () => socket.destroy());
    const scheme = address.tls === undefined ? 'http' : 'https';
    this.#session = connect(`${scheme}://upstream`, {
      createConnection: () => socket,
      maxHeaderListPairs: 520,
      maxSendHeaderBlockLength: maxSendBytes,
      maxSessionMemory: 64,
      maxOutstandingPings: 4,
      maxSettings: 32,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes, maxHeaderListSize: 128 * 1024 },
    });
    endsBetweenEvents(this.#session);
    this.#watch(socket);
    this.#idle.set(address.pool.idleTimeoutMs);
    this.#armPing();
  }

  /** Whether another request may be sent now. */
  get hasRoom(): boolean {
    const isOpen = !this.#isLeaving && !this.#session.closed && !this.#session.destroyed && !this.#socket.destroyed;
    return isOpen && this.#streams.size < this.#capacity;
  }

  get isIdle(): boolean {
    return this.#streams.size === 0;
  }

  /** Whether it carried a request before. */
  get isReused(): boolean {
    return this.#served > 1;
  }

  /** Whether it is too old for another request. */
  get isOld(): boolean {
    const { maxLifetimeMs } = this.owner.address.pool;
    return maxLifetimeMs !== undefined && this.owner.clock.monotonic() - this.#openedAt >= maxLifetimeMs;
  }

  /** Sends the request and takes the answer. Only while there is room. */
  carry(trip: RoundTrip): void {
    // The other side may have closed it at any time since it became idle, and our request was under way by then.
    const mayBeStale = this.isIdle && this.#served > 0;
    this.#idle.clear();
    this.#served += 1;
    const stream = new ClientStream(trip, this, mayBeStale);
    this.#streams.add(stream);
    stream.begin();
  }

  request(fields: OutgoingHttpHeaders, hasBody: boolean): ClientHttp2Stream {
    return this.#session.request(fields, { endStream: !hasBody, waitForTrailers: hasBody });
  }

  /** The stream is done with. */
  streamOver(stream: ClientStream): void {
    if (!this.#streams.delete(stream)) return;
    if (this.isIdle) this.#idle.set(this.owner.address.pool.idleTimeoutMs);
    if (this.hasRoom) this.owner.sessionFree(this);
  }

  /** Whether the other side has said that it did not look at a stream. */
  isUnseen(streamId: number | undefined): boolean {
    return streamId === undefined || streamId > this.#lastStreamId;
  }

  /** Why the connection is of no more use; `undefined` while it is. */
  get failure(): Fault | undefined {
    if (this.#failure === undefined) {
      return this.#session.destroyed || this.#socket.destroyed ? closed('the connection was closed') : undefined;
    }
    const { message } = this.#failure;
    return isErrorOfProtocol(this.#failure)
      ? new Fault('upstream_bad_response', { detail: `no HTTP/2: ${message}` })
      : closed(message);
  }

  /** Takes no more requests, and closes when those under way are answered. */
  retire(): void {
    if (!this.#session.closed) this.#session.close();
    this.#leave();
  }

  #watch(socket: Socket): void {
    const { address } = this.owner;
    const session = this.#session;
    session.on('error', (error) => {
      this.#failure ??= error;
    });
    socket.on('error', (error) => {
      this.#failure ??= error;
    });
    session.on('goaway', (_code, lastStreamId) => {
      this.#lastStreamId = Math.min(this.#lastStreamId, lastStreamId);
      this.#leave();
    });
    session.on('close', () => this.#gone());
    session.on('remoteSettings', () => {
      if (this.hasRoom) this.owner.sessionFree(this);
    });
    session.on('connect', () => {
      const window = streamWindowBytes * (address.http2?.maxStreams ?? 1);
      session.setLocalWindowSize(Math.min(maxConnectionWindowBytes, window));
    });
  }

  get #capacity(): number {
    const { maxStreams = 1 } = this.owner.address.http2 ?? {};
    return Math.min(maxStreams, this.#session.remoteSettings?.maxConcurrentStreams ?? maxStreams);
  }

  #armPing(): void {
    const { pingIntervalMs = 0 } = this.owner.address.http2 ?? {};
    if (pingIntervalMs > 0) this.#ping = this.owner.timers.after(pingIntervalMs, () => this.#pingNow());
  }

  #pingNow(): void {
    if (this.#session.destroyed) return;
    if (this.#isPinging) {
      this.#failure ??= new Error('a ping was not answered');
      this.#session.destroy();
      return;
    }
    this.#isPinging = true;
    this.#session.ping(() => {
      this.#isPinging = false;
    });
    this.#armPing();
  }

  #leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#idle.dispose();
    this.owner.sessionGone(this);
  }

  #gone(): void {
    this.#leave();
    this.#ping?.cancel();
    for (const stream of [...this.#streams]) stream.connectionGone();
  }
}

function closed(detail: string): Fault {
  return new Fault('upstream_reset', { detail });
}
