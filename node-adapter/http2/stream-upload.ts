import type { ClientHttp2Stream } from 'node:http2';
import { Fault } from '../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../shared/http/body.ts';
import type { HeaderList } from '../../shared/http/header-list.ts';
import { areSendable } from '../../shared/http1/client/request-head.ts';
import { addFields, emptyMessage } from './fields.ts';

/** Who is told how the sending of a body goes. */
export interface UploadOwner {
  /** Whether the connection takes more; otherwise the upload is told when it drains. */
  mayUpload(): boolean;
  /** Nothing can be written until the stream drains. */
  uploadBlocked(): void;
  /** The whole request is written. */
  uploadDone(): void;
  /** The body broke off, or was not what it said it would be. */
  uploadFailed(fault: Fault): void;
}

/** Sends one request body on a stream of HTTP/2. */
export class StreamUpload implements BodySink {
  readonly #body: Body;
  readonly #stream: ClientHttp2Stream;
  readonly #owner: UploadOwner;
  #remaining: number;
  #trailers: HeaderList | undefined = undefined;
  #state: 'sending' | 'ended' | 'over' = 'sending';

  constructor(body: Body, stream: ClientHttp2Stream, owner: UploadOwner) {
    this.#body = body;
    this.#stream = stream;
    this.#owner = owner;
    this.#remaining = body.length ?? Number.POSITIVE_INFINITY;
  }

  start(): void {
    this.#body.start(this);
  }

  /** The stream takes bytes again. */
  drained(): void {
    if (this.#state === 'sending') this.#body.resume();
  }

  /** Sends no more, and lets the rest of the body go. */
  stop(fault: Fault): void {
    const wasSending = this.#state === 'sending';
    this.#state = 'over';
    if (wasSending) this.#body.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    if (this.#state !== 'sending') return false;
    this.#remaining -= chunk.length;
    if (this.#remaining < 0) {
      const fault = new Fault('internal', { detail: 'the request body is longer than announced' });
      this.stop(fault);
      this.#owner.uploadFailed(fault);
      return false;
    }
    const goesOn = chunk.length === 0 || (this.#stream.write(chunk) && this.#owner.mayUpload());
    if (!goesOn) this.#owner.uploadBlocked();
    return goesOn;
  }

  end(trailers?: HeaderList): void {
    if (this.#state !== 'sending') return;
    this.#state = 'ended';
    if (this.#body.length !== undefined && this.#remaining > 0) {
      this.#owner.uploadFailed(new Fault('request_body_broken', { detail: `${this.#remaining} bytes are missing` }));
      return;
    }
    this.#trailers = trailers;
    this.#owner.uploadBlocked();
    this.#stream.end();
  }

  fail(fault: Fault): void {
    if (this.#state !== 'sending') return;
    this.#state = 'over';
    this.#owner.uploadFailed(fault);
  }

  /** All bytes are written: the fields that follow them are asked for, and end the request. */
  sendTrailers(): void {
    if (this.#state !== 'ended') return;
    this.#state = 'over';
    const trailers = this.#trailers;
    this.#stream.sendTrailers(
      trailers !== undefined && areSendable(trailers) ? addFields(emptyMessage(), trailers) : {},
    );
    this.#owner.uploadDone();
  }
}
