import { Fault } from '../../errors/fault.ts';
import type { HeaderList } from '../../http/header-list.ts';
import { type BodySource, ResponseBody } from './response-body.ts';
import type { ResponseLimits } from './response-limits.ts';
import { ResponseParser } from './response-parser.ts';

/** Who is told what arrives. Lists of fields may be the same for one answer after another, and must not be changed. */
export interface ReaderOwner {
  /** A head before the answer proper (1xx, but not 101). */
  informed(status: number, headers: HeaderList): void;
  /** From `rest` on, the connection speaks another protocol. May throw to refuse it. */
  switched(headers: HeaderList, rest: Uint8Array): void;
  /** The head of the answer; `body` is `null` when there is none, and `finished` follows at once. */
  answered(status: number, headers: HeaderList, body: ResponseBody | null): void;
  /** The answer is complete. `isClean` unless bytes follow it that nobody asked for. */
  finished(isClean: boolean): void;
  /** The answer breaks the rules, or broke off. */
  failed(fault: Fault): void;
  /** Whoever takes the body lets go of it. */
  dropped(fault: Fault): void;
  pauseReading(): void;
  resumeReading(): void;
}

/** Reads the answers on one connection and delivers their bodies, at the pace of whoever takes them. */
export class ResponseReader implements BodySource {
  readonly #owner: ReaderOwner;
  readonly #parser: ResponseParser;
  #phase: 'idle' | 'head' | 'content' = 'idle';
  #body: ResponseBody | undefined = undefined;
  /** What came of the body with the head, from `restAt` on, before the body was started. */
  #rest: Uint8Array | undefined = undefined;
  #restAt = 0;
  /** Bytes that came after it, before the body was started. */
  #held: Uint8Array[] = [];
  /** Whether the sink has asked to wait. */
  #isBlocked = false;
  /** How the input ended while the body was not started. */
  #ending: Ending | undefined = undefined;

  constructor(limits: ResponseLimits, owner: ReaderOwner) {
    this.#owner = owner;
    this.#parser = new ResponseParser(limits);
  }

  /** Whether the last answer lets the connection be used again. */
  get persists(): boolean {
    return this.#parser.framing.persists;
  }

  /** Whole seconds for which the other side said it keeps an idle connection. */
  get keepAliveSecs(): number | undefined {
    return this.#parser.framing.keepAliveSecs;
  }

  /** Whether the head is there and the body not yet started, so that bytes have to wait. */
  get isHolding(): boolean {
    return this.#body !== undefined && this.#body.sink === undefined;
  }

  /** Expects an answer to a request with this method. */
  begin(method: string): void {
    this.#phase = 'head';
    this.#parser.begin(method);
  }

  take(bytes: Uint8Array): void {
    if (this.isHolding) {
      this.#held.push(bytes);
      this.#owner.pauseReading();
      return;
    }
    this.#read(bytes, 0);
  }

  /** The other side sends no more, or, unless `isOrderly`, the connection broke. */
  inputEnded(ending: Ending): void {
    if (this.isHolding) this.#ending ??= ending;
    else this.#endInput(ending);
  }

  /** Breaks off: a body under way fails. */
  abort(fault: Fault): void {
    const body = this.#body;
    this.#forget();
    body?.break(fault);
  }

  bodyStarted(): void {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) this.#read(rest, this.#restAt);
    if (this.#held.length > 0) this.#readHeld();
    if (this.#phase !== 'content') return;
    if (this.#ending !== undefined) this.#endInput(this.#ending);
    else if (!this.#isBlocked) this.#owner.resumeReading();
  }

  bodyResumed(): void {
    this.#isBlocked = false;
    if (this.#phase === 'content' && !this.isHolding) this.#owner.resumeReading();
  }

  bodyCancelled(fault: Fault): void {
    this.#forget();
    this.#owner.dropped(fault);
  }

  #readHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const bytes of held) if (this.#phase === 'content') this.#read(bytes, 0);
  }

  #read(bytes: Uint8Array, from: number): void {
    try {
      let at = from;
      while (at !== -1 && at < bytes.length) {
        at = this.#phase === 'head' ? this.#readHead(bytes, at) : this.#readContent(bytes, at);
      }
    } catch (error) {
      this.#owner.failed(Fault.from(error));
    }
  }

  /** Answers the index to go on at, or -1 when there is nothing more to read of these bytes now. */
  #readHead(bytes: Uint8Array, at: number): number {
    const parser = this.#parser;
    const next = parser.readHead(bytes, at);
    if (next === -1) return -1;
    if (parser.isInformational) {
      this.#owner.informed(parser.status, parser.headers);
      return next;
    }
    if (parser.status === 101) {
      this.#phase = 'idle';
      this.#owner.switched(parser.headers, bytes.subarray(next));
      return -1;
    }
    if (parser.isDone) {
      this.#phase = 'idle';
      this.#owner.answered(parser.status, parser.headers, null);
      this.#owner.finished(next === bytes.length);
      return -1;
    }
    this.#beginContent(bytes, next);
    return -1;
  }

  #beginContent(bytes: Uint8Array, at: number): void {
    const parser = this.#parser;
    const { extent } = parser.framing;
    this.#phase = 'content';
    this.#body = new ResponseBody(extent < 0 ? undefined : extent, this);
    this.#rest = at < bytes.length ? bytes : undefined;
    this.#restAt = at;
    this.#owner.answered(parser.status, parser.headers, this.#body);
  }

  #readContent(bytes: Uint8Array, at: number): number {
    const parser = this.#parser;
    const body = this.#body;
    if (body === undefined) return -1;
    const next = parser.readContent(bytes, at);
    const { piece } = parser;
    const goesOn = piece === undefined || body.sink!.write(piece);
    // The sink may have let go of the body while it took the piece.
    if (this.#body !== body) return -1;
    if (parser.isDone) {
      this.#complete(next === bytes.length);
      return -1;
    }
    // What is at hand of this read is still delivered, so that no piece of it has to be kept.
    if (!goesOn) {
      this.#isBlocked = true;
      this.#owner.pauseReading();
    }
    return next;
  }

  #endInput({ isOrderly, detail }: Ending): void {
    if (this.#phase === 'content' && isOrderly && this.#parser.endOfInput()) {
      this.#complete(true);
      return;
    }
    const code = this.#phase === 'content' ? 'upstream_body_broken' : 'upstream_reset';
    this.#owner.failed(new Fault(code, { detail }));
  }

  /** The connection is free before the sink hears of the end, so that its next request finds it. */
  #complete(isClean: boolean): void {
    const body = this.#body!;
    const { trailers } = this.#parser;
    this.#forget();
    body.close();
    this.#owner.finished(isClean);
    body.sink!.end(trailers);
  }

  #forget(): void {
    this.#phase = 'idle';
    this.#body = undefined;
    this.#rest = undefined;
    if (this.#held.length > 0) this.#held = [];
    this.#isBlocked = false;
    this.#ending = undefined;
  }
}

/** How the input of a connection ended. */
export interface Ending {
  /** Whether the other side closed it, as against a connection that broke. */
  readonly isOrderly: boolean;
  readonly detail: string;
}
