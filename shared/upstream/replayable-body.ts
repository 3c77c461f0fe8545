import type { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { HeaderList } from '../http/header-list.ts';
import { KeptPieces } from './kept-pieces.ts';
import { PiecesBody } from './pieces-body.ts';

/**
 * A request body that can be sent again: keeps what was sent, up to a bound, and gives each try a body of its own.
 * A try that fails leaves the source waiting, so that the next one goes on where the first stopped.
 */
export class ReplayableBody implements BodySink {
  readonly #source: Body;
  readonly #maxBytes: number;
  readonly #kept = new KeptPieces();
  #keptBytes = 0;
  #isWhole = true;
  #isStarted = false;
  #end: { readonly trailers: HeaderList | undefined } | undefined;
  #fault: Fault | undefined;
  #view: ReplayView | undefined;

  constructor(source: Body, maxBytes: number) {
    this.#source = source;
    // What cannot fit is not kept at all.
    this.#maxBytes = source.length !== undefined && source.length > maxBytes ? 0 : maxBytes;
  }

  /** Whether a further try would send the same body. */
  get canReplay(): boolean {
    return this.#isWhole && this.#fault === undefined;
  }

  /** Whether all of it has come. */
  get isReceived(): boolean {
    return this.#end !== undefined;
  }

  /** A body for the next try; the one before is cut off. */
  open(): Body {
    this.#view?.detach();
    this.#view = new ReplayView(this, this.#source.length);
    return this.#view;
  }

  /** A body of its own beside the one under way; `undefined` unless all of it is there and kept. */
  copy(): Body | undefined {
    if (!this.#end || !this.canReplay) return undefined;
    return new PiecesBody(this.#kept.all(), this.#source.length, this.#end.trailers);
  }

  /** No further try will come: nothing more is kept. */
  settle(): void {
    this.#isWhole = false;
    if (this.#view?.isFollowing) this.#kept.clear();
  }

  /** No try will send the rest. */
  discard(fault: Fault): void {
    this.#view?.detach();
    this.#view = undefined;
    this.#kept.clear();
    if (!this.#end && !this.#fault) this.#source.cancel(fault);
  }

  /** The kept chunk at `index`; for the view. */
  chunk(index: number): Uint8Array | undefined {
    return this.#kept.at(index);
  }

  /** The view has sent all that was kept: it wants what follows. */
  follow(view: ReplayView): void {
    if (this.#fault) view.fail(this.#fault);
    else if (this.#end) view.end(this.#end.trailers);
    else if (this.#isStarted) this.#source.resume();
    else {
      this.#isStarted = true;
      this.#source.start(this);
    }
  }

  /** The view's receiver has gone; the source waits for the next try. */
  leave(view: ReplayView): void {
    if (this.#view === view) this.#view = undefined;
  }

  write(chunk: Uint8Array): boolean {
    this.#keep(chunk);
    return this.#view?.take(chunk) ?? false;
  }

  end(trailers?: HeaderList): void {
    this.#end = { trailers };
    this.#view?.end(trailers);
  }

  fail(fault: Fault): void {
    this.#fault = fault;
    this.#view?.fail(fault);
  }

  #keep(chunk: Uint8Array): void {
    this.#keptBytes += chunk.byteLength;
    if (this.#keptBytes > this.#maxBytes) this.#isWhole = false;
    // A view that still replays needs the chunk in its turn, whatever the bound says.
    const isNeeded = this.#view !== undefined && !this.#view.isFollowing;
    if (isNeeded) this.#kept.addApart(chunk);
    else if (this.#isWhole) this.#kept.add(chunk);
    else this.#kept.clear();
  }
}

/** The body of one try: first what was kept, then the source itself. */
class ReplayView implements Body {
  readonly length: number | undefined;
  readonly #owner: ReplayableBody;
  #sink: BodySink | undefined;
  #next = 0;
  #isReplaying = false;
  isFollowing = false;

  constructor(owner: ReplayableBody, length: number | undefined) {
    this.#owner = owner;
    this.length = length;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#replay();
  }

  resume(): void {
    if (this.isFollowing) this.#owner.follow(this);
    else this.#replay();
  }

  cancel(): void {
    this.detach();
    this.#owner.leave(this);
  }

  detach(): void {
    this.#sink = undefined;
  }

  /** Takes a chunk straight from the source. */
  take(chunk: Uint8Array): boolean {
    // A chunk that arrives while older ones are being replayed is kept, and its turn comes.
    if (!this.isFollowing) return false;
    return this.#sink?.write(chunk) ?? false;
  }

  end(trailers?: HeaderList): void {
    if (this.isFollowing) this.#sink?.end(trailers);
  }

  fail(fault: Fault): void {
    this.#sink?.fail(fault);
    this.#sink = undefined;
  }

  #replay(): void {
    if (this.#isReplaying) return;
    this.#isReplaying = true;
    while (this.#sink && !this.isFollowing && this.#step());
    this.#isReplaying = false;
  }

  /** Sends one kept chunk, or begins to follow the source. False: the sink is full. */
  #step(): boolean {
    const chunk = this.#owner.chunk(this.#next);
    if (chunk === undefined) {
      this.isFollowing = true;
      this.#owner.follow(this);
      return true;
    }
    this.#next += 1;
    return this.#sink?.write(chunk) ?? false;
  }
}
