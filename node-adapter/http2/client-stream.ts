import { type ClientHttp2Stream, constants } from 'node:http2';
import { Fault } from '../../shared/errors/fault.ts';
import { isBodiless } from '../../shared/http/head.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import { isIdempotent } from '../../shared/http/idempotent.ts';
import { asBadResponse, badResponse } from '../../shared/http1/client/bad-response.ts';
import { defaultResponseLimits } from '../../shared/http1/client/response-limits.ts';
import type { RoundTrip, Stage } from '../../shared/http1/client/round-trip.ts';
import { parseContentLength } from '../../shared/http1/framing.ts';
import { Deadline } from '../../shared/platform/deadline.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { Timers } from '../../shared/platform/timers.ts';
import { requestFields } from './client-fields.ts';
import type { ClientSession } from './client-session.ts';
import { type ClientStreamWatcher, watchStream } from './client-stream-events.ts';
import { isErrorOfProtocol, soundFields } from './fields.ts';
import { StreamBody, type StreamBodyOwner } from './stream-body.ts';
import { StreamUpload, type UploadOwner } from './stream-upload.ts';

/** One round trip on a stream of HTTP/2. */
export class ClientStream implements Stage, UploadOwner, StreamBodyOwner, ClientStreamWatcher {
  readonly timers: Timers;
  readonly clock: Clock;
  readonly #trip: RoundTrip;
  readonly #session: ClientSession;
  readonly #mayBeStale: boolean;
  readonly #firstByte: Deadline;
  readonly #writing: Deadline;
  #stream: ClientHttp2Stream | undefined = undefined;
  #upload: StreamUpload | undefined = undefined;
  #body: StreamBody | undefined = undefined;
  #isAnswered = false;
  #isOver = false;
  #informed = 0;
  /** Its number on the connection, as soon as it has one; the runtime forgets it in the end. */
  #id: number | undefined = undefined;

  constructor(trip: RoundTrip, session: ClientSession, mayBeStale: boolean) {
    const { timers, clock } = session.owner;
    const monotonic = (): number => clock.monotonic();
    this.timers = timers;
    this.clock = clock;
    this.#trip = trip;
    this.#session = session;
    this.#mayBeStale = mayBeStale;
    this.#firstByte = new Deadline(timers, monotonic, () => this.cancel(new Fault('upstream_first_byte_timeout')));
    this.#writing = new Deadline(timers, monotonic, () => this.cancel(new Fault('upstream_write_timeout')));
    trip.stage = this;
  }

  begin(): void {
    const { request } = this.#trip;
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(requestFields(request), request.body !== null);
    } catch (error) {
      // Nothing was sent: the fields are unfit, or the connection closed at this moment.
      const fault =
        error instanceof Fault ? error : new Fault('upstream_reset', { detail: String(error), unsent: true });
      this.#settle();
      this.#trip.failedBeforeSending(fault);
      return;
    }
    this.#stream = stream;
    const facts = {
      waitMs: request.timeouts.readMs,
      late: 'upstream_read_timeout',
      trailers: defaultResponseLimits.chunked.trailers,
      broken: 'upstream_body_broken',
    } as const;
    this.#body = new StreamBody(stream, facts, this);
    this.ready(stream.id);
    watchStream(stream, this);
    if (request.body === null) {
      this.uploadDone();
      return;
    }
    this.#upload = new StreamUpload(request.body, stream, this);
    this.#upload.start();
  }

  /** The request goes out on a stream with this number. */
  ready(id: number | undefined): void {
    this.#id ??= id;
  }

  /** Breaks off, in whatever state. */
  cancel(fault: Fault): void {
    this.#break(fault, constants.NGHTTP2_CANCEL);
  }

  uploadBlocked(): void {
    this.#writing.set(this.#trip.request.timeouts.writeMs);
  }

  mayUpload(): boolean {
    return this.#session.backlog.hasRoom(this);
  }

  uploadDone(): void {
    this.#upload = undefined;
    this.#writing.clear();
    if (!this.#isAnswered && !this.#isOver) this.#firstByte.set(this.#trip.request.timeouts.firstByteMs);
  }

  uploadFailed(fault: Fault): void {
    this.#upload = undefined;
    // The other side must not take what it has for the whole request.
    this.#break(fault, constants.NGHTTP2_INTERNAL_ERROR);
  }

  onBodyStarted(): void {}

  onBodyCancelled(fault: Fault): void {
    this.#break(fault, constants.NGHTTP2_CANCEL);
  }

  /** The answer came to its end, or broke. */
  onBodyOver(fault: Fault | undefined): void {
    if (this.#isOver) return;
    const hasRest = this.#upload !== undefined;
    this.#settle();
    this.#stopUpload(fault ?? answeredEarly());
    if (fault !== undefined) this.#reset(constants.NGHTTP2_CANCEL);
    else if (hasRest) this.#reset(constants.NGHTTP2_NO_ERROR);
  }

  informed(status: number, raw: readonly string[]): void {
    this.#informed += 1;
    if (status === 101 || this.#informed > defaultResponseLimits.maxInformational) {
      this.#break(badResponse('informational'), constants.NGHTTP2_PROTOCOL_ERROR);
      return;
    }
    if (status === 100 || this.#isOver) return;
    try {
      this.#trip.request.informed?.inform({
        status,
        headers: new HeaderList(soundFields(raw, defaultResponseLimits.head)),
      });
    } catch (error) {
      this.#break(asBadResponse(error), constants.NGHTTP2_PROTOCOL_ERROR);
    }
  }

  answered(status: number, raw: readonly string[], hasEnded: boolean): void {
    if (this.#isOver || this.#isAnswered) return;
    try {
      this.#answer(status, raw, hasEnded);
    } catch (error) {
      this.#break(asBadResponse(error), constants.NGHTTP2_PROTOCOL_ERROR);
    }
  }

  drained(): void {
    if (this.#upload === undefined || !this.mayUpload()) return;
    this.#writing.clear();
    this.#upload.drained();
  }

  sendTrailers(): void {
    this.#upload?.sendTrailers();
  }

  /** The stream is closed, in order or not: an answer that did not come whole is broken. */
  closed(): void {
    if (this.#isOver) return;
    if (!this.#isAnswered) this.#fail(this.#closedFault(this.#stream!));
    else if (this.#body!.outlive()) this.#stopUpload(answeredEarly());
    else this.#body!.abort(this.#brokenBody());
  }

  /** The connection is gone. */
  connectionGone(): void {
    if (!this.#isOver && this.#stream?.destroyed !== false) this.closed();
  }

  #answer(status: number, raw: readonly string[], hasEnded: boolean): void {
    if (!Number.isInteger(status) || status < 200 || status > 599) throw badResponse('status');
    const { request } = this.#trip;
    const headers = new HeaderList(soundFields(raw, defaultResponseLimits.head));
    const length = lengthOf(headers);
    const isEmpty = hasEnded || request.head.method === 'HEAD' || isBodiless(status);
    const mayDiffer = request.head.method === 'HEAD' || isBodiless(status);
    if (hasEnded && !mayDiffer && length !== undefined && length > 0) throw badResponse('no-content');
    this.#isAnswered = true;
    this.#firstByte.clear();
    const body = this.#body!;
    body.length = mayDiffer ? undefined : length;
    const head = { status, headers };
    const { isReused: reused } = this.#session;
    if (!isEmpty) {
      this.#trip.answered({ head, body, tunnel: undefined, reused });
      return;
    }
    if (!hasEnded) this.#reset(constants.NGHTTP2_CANCEL);
    body.close();
    this.onBodyOver(undefined);
    this.#stream!.resume();
    // Told last, so that what the client asks next finds the stream gone.
    this.#trip.answered({ head, body: null, tunnel: undefined, reused });
  }

  /** Ends the round trip with `fault`, and resets the stream; the connection goes on. */
  #break(fault: Fault, code: number): void {
    if (this.#isOver) return;
    const body = this.#body;
    const isAnswered = this.#isAnswered;
    this.#settle();
    this.#stopUpload(fault);
    this.#reset(code);
    if (isAnswered) body?.abort(fault);
    else this.#trip.failed(fault);
  }

  /** There was no answer: the request is sent again where that is safe, or the trip fails. */
  #fail(fault: Fault): void {
    const trip = this.#trip;
    const isHeard = this.#informed > 0;
    const isLost = fault.code === 'upstream_reset' && this.#mayBeStale && !isHeard && !fault.unsent;
    const mayRepeat = trip.request.body === null && isIdempotent(trip.request.head.method) && !trip.isAgain;
    this.#settle();
    this.#stopUpload(fault);
    this.#reset(constants.NGHTTP2_CANCEL);
    if (isLost && mayRepeat && this.#session.failure !== undefined) this.#session.owner.sendAgain(trip);
    else trip.failed(fault);
  }

  #closedFault({ rstCode, errored }: ClientHttp2Stream): Fault {
    const code = rstCode ?? constants.NGHTTP2_NO_ERROR;
    if (code === constants.NGHTTP2_HTTP_1_1_REQUIRED) this.#session.owner.wantsHttp1();
    const isRefused = code === constants.NGHTTP2_REFUSED_STREAM || code === constants.NGHTTP2_HTTP_1_1_REQUIRED;
    const unsent = isRefused || this.#session.isUnseen(this.#id);
    if (isErrorOfProtocol(errored)) return badResponse(`no HTTP/2: ${errored.message}`);
    // Mostly the runtime's own word for an answer that it refuses; nothing tells it from that of an upstream.
    if (code === constants.NGHTTP2_PROTOCOL_ERROR) return badResponse(`the stream was reset with code ${code}`);
    const { failure } = this.#session;
    if (failure !== undefined && !unsent) return failure;
    return new Fault('upstream_reset', { detail: `the stream was reset with code ${code}`, unsent });
  }

  #brokenBody(): Fault {
    const why = this.#session.failure?.detail ?? `the stream was reset with code ${this.#stream?.rstCode}`;
    return new Fault('upstream_body_broken', { detail: why });
  }

  #settle(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#trip.stage = undefined;
    this.#firstByte.dispose();
    this.#writing.dispose();
    this.#session.backlog.leave(this);
    this.#session.streamOver(this);
  }

  #stopUpload(fault: Fault): void {
    const upload = this.#upload;
    this.#upload = undefined;
    this.#writing.clear();
    upload?.stop(fault);
  }

  #reset(code: number): void {
    const stream = this.#stream;
    if (stream !== undefined && !stream.closed && !stream.destroyed) stream.close(code);
  }
}

function answeredEarly(): Fault {
  return new Fault('upstream_reset', { detail: 'the upstream answered before it had the whole request' });
}

/** The length that is announced; two that differ are no answer. */
function lengthOf(headers: HeaderList): number | undefined {
  const [first, ...others] = headers.all('content-length');
  if (first === undefined) return undefined;
  const length = parseContentLength(first);
  if (length === undefined || others.length > 0) throw badResponse('content-length');
  return length;
}
