import { Fault } from '../../errors/fault.ts';
import type { Body, BodySink } from '../../http/body.ts';
import type { HeaderList } from '../../http/header-list.ts';
import type { Socket } from '../../platform/socket.ts';
import { writeChunk, writeLastChunk } from '../chunked-writer.ts';
import { areSendable } from './request-head.ts';

/** Who is told how the sending of a body goes. */
export interface UploadOwner {
  /** Nothing can be written until the socket drains. */
  uploadBlocked(): void;
  /** The whole request is written. */
  uploadDone(): void;
  /** The body broke off, or was not what it said it would be: the connection is of no more use. */
  uploadFailed(fault: Fault): void;
}

/** Sends one request body over a socket, framed as its head announced. */
export class RequestUpload implements BodySink {
  readonly #body: Body;
  readonly #socket: Socket;
  readonly #owner: UploadOwner;
  /** Bytes still to come of an announced length. */
  #remaining: number;
  #isOver = false;

  constructor(body: Body, socket: Socket, owner: UploadOwner) {
    this.#body = body;
    this.#socket = socket;
    this.#owner = owner;
    this.#remaining = body.length ?? Number.POSITIVE_INFINITY;
  }

  start(): void {
    this.#body.start(this);
  }

  /** The socket takes bytes again. */
  drained(): void {
    if (!this.#isOver) this.#body.resume();
  }

  /** Sends no more, and lets the rest of the body go. */
  stop(fault: Fault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#body.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    if (this.#isOver || chunk.length === 0) return !this.#isOver;
    this.#remaining -= chunk.length;
    if (this.#remaining < 0) {
      this.#break(new Fault('internal', { detail: 'the request body is longer than announced' }));
      return false;
    }
    const goesOn = this.#body.length === undefined ? writeChunk(this.#socket, chunk) : this.#socket.write(chunk);
    if (!goesOn) this.#owner.uploadBlocked();
    return goesOn;
  }

  end(trailers?: HeaderList): void {
    if (this.#isOver) return;
    if (this.#body.length !== undefined && this.#remaining > 0) {
      this.#break(new Fault('request_body_broken', { detail: `${this.#remaining} bytes are missing` }));
      return;
    }
    this.#isOver = true;
    if (this.#body.length === undefined) {
      writeLastChunk(this.#socket, trailers !== undefined && areSendable(trailers) ? trailers : undefined);
    }
    this.#owner.uploadDone();
  }

  fail(fault: Fault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.uploadFailed(fault);
  }

  #break(fault: Fault): void {
    this.stop(fault);
    this.#owner.uploadFailed(fault);
  }
}
