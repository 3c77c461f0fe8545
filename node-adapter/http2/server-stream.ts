import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Downstream, Pending } from '../../shared/engine/downstream.ts';
import type { Sendable } from '../../shared/engine/reply.ts';
import { Fault } from '../../shared/errors/fault.ts';
import type { BodySink } from '../../shared/http/body.ts';
import type { ResponseHead } from '../../shared/http/head.ts';
import type { HeaderList } from '../../shared/http/header-list.ts';
import { BodyPace, graceWaits } from '../../shared/http1/body-pace.ts';
import { discardBody } from '../../shared/http1/discarding-sink.ts';
import type { ReplyFraming } from '../../shared/http1/reply-head.ts';
import { replyFraming } from '../../shared/http1/reply-plan.ts';
import { Deadline } from '../../shared/platform/deadline.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { Timers } from '../../shared/platform/timers.ts';
import { isErrorOfProtocol } from './fields.ts';
import { informationFields, replyFields, trailerFields } from './reply-fields.ts';
import { type Http2Request, requestHead, unreadRequest } from './request-head.ts';
import type { StreamOwner } from './server-context.ts';
import { type ServerStreamWatcher, watchStream } from './server-stream-events.ts';
import { StreamBody, type StreamBodyOwner } from './stream-body.ts';

/** One request on a stream of HTTP/2 and the sending of its reply. */
export class ServerStream implements Downstream, BodySink, StreamBodyOwner, ServerStreamWatcher {
  readonly listener: string;
  readonly peerAddress: string;
  readonly peerPort: number;
  readonly localPort: number;
  readonly secure = true;
  readonly timers: Timers;
  readonly clock: Clock;
  pending: Pending | undefined = undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #owner: StreamOwner;
  readonly #writing: Deadline;
  #request: Http2Request | undefined = undefined;
  #body: StreamBody | null = null;
  #reply: Sendable | undefined = undefined;
  #framing: ReplyFraming = 'none';
  #trailers: HeaderList | undefined = undefined;
  #state: 'waiting' | 'sending' | 'written' | 'over' = 'waiting';
  #left: Fault | undefined = undefined;
  #sent = 0;
  #isClosed = false;
  #isReset = false;
  #isFlushed = false;
  #isTrailed = false;
  #isAnswered = false;
  /** Whether the end of the request has not been seen. */
  #hasRest = false;

  constructor(stream: ServerHttp2Stream, owner: StreamOwner) {
    const { context } = owner;
    this.#stream = stream;
    this.#owner = owner;
    this.listener = context.options.listener;
    this.peerAddress = owner.peerAddress;
    this.peerPort = owner.peerPort;
    this.localPort = owner.localPort;
    this.timers = context.timers;
    this.clock = context.clock;
    const monotonic = (): number => context.clock.monotonic();
    this.#writing = new Deadline(context.timers, monotonic, () => this.leave(left('write-timeout')));
    watchStream(stream, this);
  }

  /** Has the request answered. `hasEnded`: no body follows the head. `isHuge`: nothing of its fields is to be kept. */
  begin(raw: readonly string[], hasEnded: boolean, isHuge: boolean): void {
    const { handler, options } = this.#owner.context;
    this.#hasRest = !hasEnded;
    try {
      if (isHuge) throw new Fault('headers_too_large', { detail: 'header-list' });
      this.#request = requestHead(raw);
      if (hasEnded && (this.#request.bodyLength ?? 0) > 0) throw new Fault('bad_framing', { detail: 'no-body' });
    } catch (error) {
      this.#take(handler.refuse(Fault.from(error), unreadRequest(raw), this));
      return;
    }
    if (!hasEnded) {
      const { bodyTimeoutMs: waitMs, minBodyBytesPerSecond, chunked } = options;
      const pace = new BodyPace(graceWaits * waitMs, minBodyBytesPerSecond);
      const { trailers } = chunked;
      const facts = { waitMs, late: 'request_timeout', pace, trailers, broken: 'request_body_broken' } as const;
      this.#body = new StreamBody(this.#stream, facts, this);
      this.#body.length = this.#request.bodyLength;
    }
    const { head } = this.#request;
    try {
      handler.serve(head, this.#body, this, this.#take);
    } catch (error) {
      this.#take(handler.refuse(Fault.from(error), head, this));
    }
  }

  background(work: Promise<unknown>): void {
    // A process lives on by itself; what fails here has nobody left to be told.
    work.catch(ignore);
  }

  inform(head: ResponseHead): void {
    if (head.status > 101 && head.status < 200) this.#inform(informationFields(head));
  }

  onBodyStarted(): void {
    if (this.#request?.expectsContinue) this.#inform({ ':status': 100 });
  }

  /** What nobody takes stays where it is: the client may send no more than a window, and the end of the answer frees it. */
  onBodyCancelled(): void {
    this.#stream.pause();
  }

  onBodyOver(fault: Fault | undefined): void {
    if (fault === undefined) this.#hasRest = false;
  }

  write(chunk: Uint8Array): boolean {
    if (this.#state !== 'sending') return false;
    if (this.#framing === 'length' && this.#sent + chunk.length > this.#declared) {
      const fault = new Fault('upstream_body_broken', { detail: 'longer than its content-length' });
      this.#reply?.body?.cancel(fault);
      this.fail(fault);
      return false;
    }
    this.#sent += chunk.length;
    const goesOn = chunk.length === 0 || (this.#stream.write(chunk) && this.#owner.backlog.hasRoom(this));
    if (!goesOn) this.#writing.set(this.#owner.context.options.writeTimeoutMs);
    return goesOn;
  }

  end(trailers?: HeaderList): void {
    if (this.#state !== 'sending') return;
    if (this.#framing === 'length' && this.#sent !== this.#declared) {
      this.fail(new Fault('upstream_body_broken', { detail: 'shorter than its content-length' }));
      return;
    }
    this.#state = 'written';
    this.#trailers = trailers;
    this.#writing.set(this.#owner.context.options.writeTimeoutMs);
    this.#stream.end();
  }

  /** The body broke off: never a clean end for the client, who could take what came for the whole. */
  fail(fault: Fault): void {
    if (this.#state !== 'sending') return;
    this.#finish(fault);
    this.#reset(constants.NGHTTP2_INTERNAL_ERROR);
  }

  /** The client is gone, or given up. */
  leave(fault: Fault): void {
    if (this.#left !== undefined || this.#state === 'over') return;
    this.#left = fault;
    this.#body?.abort(fault);
    if (this.#reply === undefined) this.pending?.abort(fault);
    else this.#drop(this.#reply, fault);
    this.#reset(constants.NGHTTP2_CANCEL);
  }

  /** The client took its request back. */
  aborted(): void {
    if (this.#state === 'over' || this.#left !== undefined) return;
    this.#isReset = true;
    this.leave(this.#leftBy('reset'));
  }

  drained(): void {
    if (this.#state !== 'sending' || !this.#owner.backlog.hasRoom(this)) return;
    this.#writing.clear();
    this.#reply?.body?.resume();
  }

  /** The last byte is with the connection. */
  flushed(): void {
    this.#isFlushed = true;
    this.#complete();
  }

  /** The body is written: what follows it ends the message. */
  sendTrailers(): void {
    if (this.#state !== 'written') return;
    try {
      this.#stream.sendTrailers(trailerFields(this.#trailers));
    } catch (error) {
      this.#state = 'sending';
      this.fail(Fault.from(error));
      return;
    }
    this.#isTrailed = true;
    this.#complete();
  }

  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.leave(this.#leftBy('closed'));
    this.#writing.dispose();
    this.#owner.backlog.leave(this);
    this.#owner.onStreamOver(this.#isReset);
    this.#settle();
  }

  get #declared(): number {
    return this.#reply?.body?.length ?? 0;
  }

  #take = (reply: Sendable): void => {
    this.#reply = reply;
    if (this.#left !== undefined) {
      this.#drop(reply, this.#left);
      return;
    }
    try {
      this.#send(reply);
    } catch (error) {
      this.#drop(reply, Fault.from(error));
      this.#reset(constants.NGHTTP2_INTERNAL_ERROR);
    }
  };

  #send(reply: Sendable): void {
    const { body } = reply;
    const { context } = this.#owner;
    const head = this.#request?.head ?? unreadRequest([]);
    if (reply.tunnel !== undefined) throw new Fault('internal', { detail: 'a tunnel over HTTP/2' });
    this.#framing = replyFraming(reply, head);
    const fields = replyFields(reply, this.#framing, context.dateField.at(context.clock.now()));
    const isBare = body === null || this.#framing === 'none';
    this.#state = isBare ? 'written' : 'sending';
    this.#isTrailed = isBare;
    this.#stream.respond(fields, isBare ? { endStream: true } : { waitForTrailers: true });
    if (!isBare) body.start(this);
    else if (body !== null) discardBody(body);
    // The runtime ends its side of HEAD before anybody answers.
    if (isBare && this.#stream.writableFinished) this.flushed();
  }

  #inform(fields: Record<string, string | number | string[] | undefined>): void {
    if (this.#state !== 'waiting' || this.#left !== undefined || this.#stream.closed) return;
    this.#stream.additionalHeaders(fields);
  }

  /** The runtime tells of the end of the body and of the time for trailers in either order. */
  #complete(): void {
    if (this.#state !== 'written' || this.#left !== undefined || !this.#isFlushed || !this.#isTrailed) return;
    this.#finish(undefined);
    if (!this.#hasRest) return;
    // Nobody wants the rest of the request any more (RFC 9113 §8.1).
    this.#body?.abort(new Fault('request_body_broken', { detail: 'answered-early' }));
    this.#reset(constants.NGHTTP2_NO_ERROR);
  }

  #drop(reply: Sendable, fault: Fault): void {
    reply.body?.cancel(fault);
    reply.tunnel?.cancel(fault);
    this.#finish(fault);
  }

  #finish(fault: Fault | undefined): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#writing.dispose();
    this.#reply?.finished({ bytesSent: this.#sent, bytesReceived: this.#body?.received ?? 0, fault });
    this.#settle();
  }

  #settle(): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#owner.onAnswered();
  }

  /** The runtime breaks off a body that is not as long as announced; a client has nothing to complain of so early. */
  #leftBy(why: string): Fault {
    const { rstCode } = this.#stream;
    const isRefused = rstCode === constants.NGHTTP2_PROTOCOL_ERROR || isErrorOfProtocol(this.#stream.errored);
    if (!isRefused || !this.#hasRest || this.#reply !== undefined) return left(why);
    return new Fault('request_body_broken', { detail: 'the runtime refused it' });
  }

  #reset(code: number): void {
    if (!this.#stream.closed && !this.#stream.destroyed) this.#stream.close(code);
    // The runtime closes no stream before all that came of it is read.
    if (this.#body === null || this.#body.isOver) this.#stream.resume();
  }
}

function left(why: string): Fault {
  return new Fault('client_left', { detail: why });
}

function ignore(): void {}
