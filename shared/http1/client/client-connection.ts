import { Fault } from '../../errors/fault.ts';
import type { HeaderList } from '../../http/header-list.ts';
import { isIdempotent } from '../../http/idempotent.ts';
import { Deadline } from '../../platform/deadline.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Socket, SocketHandler } from '../../platform/socket.ts';
import type { Timers } from '../../platform/timers.ts';
import type { UpstreamResponse } from '../../platform/transport.ts';
import { listHolds } from '../control-fields.ts';
import { SocketTunnel } from '../socket-tunnel.ts';
import { badResponse } from './bad-response.ts';
import { requestHeadText } from './request-head.ts';
import { RequestUpload, type UploadOwner } from './request-upload.ts';
import type { ResponseBody } from './response-body.ts';
import type { ResponseLimits } from './response-limits.ts';
import { type ReaderOwner, ResponseReader } from './response-reader.ts';
import type { RoundTrip, Stage } from './round-trip.ts';

/** Who keeps the connection. */
export interface ConnectionOwner {
  /** The connection can carry another request. */
  connectionFree(connection: ClientConnection): void;
  /** The connection is no longer one of the owner's: closed, or in another protocol. */
  connectionGone(connection: ClientConnection): void;
  /** The trip met a kept connection that was dead, and may be sent again. */
  sendAgain(trip: RoundTrip): void;
}

/** What all connections to one address share. */
export interface ConnectionParts {
  readonly timers: Timers;
  readonly clock: Clock;
  readonly limits: ResponseLimits;
  readonly owner: ConnectionOwner;
}

/** One connection to an upstream, carrying one round trip after another. */
export class ClientConnection implements SocketHandler, UploadOwner, ReaderOwner, Stage {
  readonly openedAt: number;
  /** When the connection, idle, is no longer to be used. Kept by the owner. */
  idleUntil = 0;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #reader: ResponseReader;
  readonly #reading: Deadline;
  readonly #writing: Deadline;
  #trip: RoundTrip | undefined = undefined;
  #upload: RequestUpload | undefined = undefined;
  #served = 0;
  #isAnswered = false;
  /** Whether any byte of the answer came. */
  #isHeard = false;
  /** The answer that is whole with its head. */
  #bare: UpstreamResponse | undefined = undefined;
  #isPaused = false;
  /** Whether the other side has closed its half. */
  #isEnding = false;
  #isGone = false;

  constructor(socket: Socket, { timers, clock, limits, owner }: ConnectionParts) {
    const monotonic = (): number => clock.monotonic();
    this.openedAt = monotonic();
    this.#socket = socket;
    this.#owner = owner;
    this.#reader = new ResponseReader(limits, this);
    this.#reading = new Deadline(timers, monotonic, () => this.#readingLate());
    this.#writing = new Deadline(timers, monotonic, () => this.failed(new Fault('upstream_write_timeout')));
    socket.handler = this;
  }

  /** Whole seconds for which the other side said it keeps the connection when idle. */
  get keepAliveSecs(): number | undefined {
    return this.#reader.keepAliveSecs;
  }

  /** Sends the request and takes the answer. Only on a connection that is free. */
  carry(trip: RoundTrip): void {
    const { request } = trip;
    let head: string;
    try {
      head = requestHeadText(request);
    } catch (error) {
      trip.failedBeforeSending(Fault.from(error));
      this.#owner.connectionFree(this);
      return;
    }
    this.#trip = trip;
    this.#isAnswered = false;
    this.#isHeard = false;
    trip.stage = this;
    this.#reader.begin(request.head.method);
    if (request.body === null) {
      this.#socket.cork();
      if (!this.#socket.writeText(head)) this.uploadBlocked();
      this.#socket.uncork();
      this.uploadDone();
      return;
    }
    this.#upload = new RequestUpload(request.body, this.#socket, this);
    // The head leaves together with what there is of the body by now.
    this.#socket.cork();
    this.#socket.writeText(head);
    this.#upload.start();
    this.#socket.uncork();
  }

  /** Breaks off the round trip under way, and the connection with it. */
  cancel(fault: Fault): void {
    this.#break(fault);
  }

  /** Closes a connection that carries nothing. */
  close(): void {
    this.#leave();
    this.#socket.destroy();
  }

  onData(bytes: Uint8Array): void {
    if (this.#isGone) return;
    // Nobody asked: whatever this is, it must not be taken for the answer to the next request.
    if (this.#trip === undefined) {
      this.close();
      return;
    }
    this.#isHeard = true;
    if (this.#isAnswered && !this.#isPaused) this.#reading.set(this.#trip.request.timeouts.readMs);
    this.#reader.take(bytes);
  }

  onDrain(): void {
    this.#writing.clear();
    this.#upload?.drained();
  }

  onEnd(): void {
    if (this.#isGone) return;
    this.#isEnding = true;
    if (this.#trip === undefined) this.close();
    else this.#reader.inputEnded({ isOrderly: true, detail: 'the upstream closed the connection' });
  }

  onClose(error?: Error): void {
    const detail = error?.message ?? 'the connection was closed';
    this.#leave();
    if (this.#trip === undefined) return;
    const upload = this.#upload;
    this.#upload = undefined;
    upload?.stop(new Fault('upstream_reset', { detail }));
    // An answer that arrived whole before the end is still delivered.
    this.#reader.inputEnded({ isOrderly: false, detail });
  }

  uploadBlocked(): void {
    if (this.#trip !== undefined) this.#writing.set(this.#trip.request.timeouts.writeMs);
  }

  uploadDone(): void {
    this.#upload = undefined;
    if (this.#trip !== undefined && !this.#isAnswered) this.#reading.set(this.#trip.request.timeouts.firstByteMs);
  }

  uploadFailed(fault: Fault): void {
    this.#upload = undefined;
    this.#break(fault);
  }

  informed(status: number, headers: HeaderList): void {
    if (status !== 100) this.#trip?.request.informed?.inform({ status, headers });
  }

  switched(headers: HeaderList, rest: Uint8Array): void {
    const trip = this.#trip!;
    const asked = trip.request.upgrade;
    const isAsked = asked !== undefined && this.#upload === undefined;
    if (!isAsked || !listHolds(headers.joined('upgrade'), asked.toLowerCase())) throw badResponse('unasked-switch');
    this.#trip = undefined;
    this.#leave();
    const tunnel = new SocketTunnel(this.#socket, rest);
    trip.stage = tunnel;
    trip.answered({ head: { status: 101, headers }, body: null, tunnel, reused: this.#served > 0 });
  }

  answered(status: number, headers: HeaderList, body: ResponseBody | null): void {
    this.#isAnswered = true;
    // The next read is waited for once somebody takes the body.
    this.#reading.clear();
    const head = { status, headers };
    const response = { head, body, tunnel: undefined, reused: this.#served > 0 };
    if (body === null) this.#bare = response;
    else this.#trip!.answered(response);
  }

  /** An answer without a body is told of once the connection is free, so that what the client asks next finds it. */
  finished(isClean: boolean): void {
    const trip = this.#trip;
    const bare = this.#bare;
    this.#bare = undefined;
    this.#leaveTrip(isClean);
    if (bare !== undefined) trip!.answered(bare);
  }

  #leaveTrip(isClean: boolean): void {
    const upload = this.#upload;
    this.#settle();
    upload?.stop(new Fault('upstream_reset', { detail: 'the upstream answered before it had the whole request' }));
    if (this.#isGone) return;
    if (!isClean || !this.#reader.persists || this.#isEnding || upload !== undefined) this.close();
    else this.#owner.connectionFree(this);
  }

  failed(fault: Fault): void {
    this.#break(fault);
  }

  dropped(fault: Fault): void {
    this.#break(fault);
  }

  pauseReading(): void {
    this.#reading.clear();
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  resumeReading(): void {
    if (this.#trip !== undefined && !this.#isGone) this.#reading.set(this.#trip.request.timeouts.readMs);
    this.#unpause();
  }

  #unpause(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  #readingLate(): void {
    this.#break(new Fault(this.#isAnswered ? 'upstream_read_timeout' : 'upstream_first_byte_timeout'));
  }

  /** Ends the round trip with `fault`. The connection cannot be used again: nobody knows where in a message it is. */
  #break(fault: Fault): void {
    const trip = this.#trip;
    const upload = this.#upload;
    const isAnswered = this.#isAnswered;
    // The other side may have closed it at any time since the answer before, and our request was under way by then.
    const isLost = fault.code === 'upstream_reset' && !this.#isHeard && this.#served > 0;
    this.#settle();
    this.#leave();
    this.#socket.destroy('reset');
    upload?.stop(fault);
    if (trip === undefined) return;
    if (isAnswered) this.#reader.abort(fault);
    else if (isLost && !trip.isAgain && trip.request.body === null && isIdempotent(trip.request.head.method)) {
      this.#owner.sendAgain(trip);
    } else trip.failed(fault);
  }

  /** The round trip is over. */
  #settle(): void {
    if (this.#trip !== undefined) this.#trip.stage = undefined;
    this.#trip = undefined;
    this.#upload = undefined;
    this.#served += 1;
    this.#reading.clear();
    this.#writing.clear();
    this.#unpause();
  }

  #leave(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#reading.dispose();
    this.#writing.dispose();
    this.#owner.connectionGone(this);
  }
}
