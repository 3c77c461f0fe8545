import { Fault } from '../../errors/fault.ts';
import type { Body, BodySink } from '../../http/body.ts';
import type { HeaderList } from '../../http/header-list.ts';

/** Looks at the beginning of a body. */
export interface Peeker {
  /** Whether it has seen enough. */
  chunk(bytes: Uint8Array): boolean;
}

/** How the looking ended: the peeker has enough, the body is whole, it is longer than may be held, or it broke off. */
export type Peeked = 'enough' | 'whole' | 'full' | Fault;

/**
 * A body whose beginning is held, so that it can be looked at before anybody gets it. Whoever starts it afterwards gets
 * all of it, from its first byte. Holds `maxBytes`, and the chunks that a source sends before it pauses.
 */
export class PeekedBody implements Body, BodySink {
  readonly length: number | undefined;
  readonly #source: Body;
  readonly #maxBytes: number;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #peeker: Peeker | undefined;
  #resolve: ((peeked: Peeked) => void) | undefined;
  #sink: BodySink | undefined;
  #end: { readonly trailers: HeaderList | undefined } | undefined;
  #fault: Fault | undefined;
  #state: 'new' | 'peeking' | 'held' | 'replaying' | 'flowing' | 'over' = 'new';

  constructor(source: Body, maxBytes: number) {
    this.#source = source;
    this.#maxBytes = maxBytes;
    this.length = source.length;
  }

  /** Starts the body and looks at what comes. Called at most once, before `start`. */
  peek(peeker: Peeker): Promise<Peeked> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#peeker = peeker;
      this.#state = 'peeking';
      this.#source.start(this);
    });
  }

  /** Ends the looking, as if the body had broken off with this fault. */
  stop(fault: Fault): void {
    if (this.#state !== 'peeking') return;
    this.#source.cancel(fault);
    this.fail(fault);
  }

  /** All that was held, in one piece. The body is over then. */
  take(): Uint8Array {
    const pieces = this.#held;
    this.#held = [];
    this.#state = 'over';
    if (pieces.length === 1) return pieces[0]!;
    const whole = new Uint8Array(this.#heldBytes);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.byteLength;
    }
    return whole;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    if (this.#state === 'new') {
      this.#state = 'flowing';
      this.#source.start(this);
      return;
    }
    this.#state = 'held';
    this.#replay();
  }

  resume(): void {
    if (this.#state === 'held' && this.#sink) this.#replay();
    else if (this.#state === 'flowing') this.#source.resume();
  }

  cancel(fault: Fault): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#held = [];
    if (!this.#end && !this.#fault) this.#source.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    if (this.#state === 'flowing') return this.#sink!.write(chunk);
    if (this.#state === 'over') return false;
    this.#held.push(chunk);
    this.#heldBytes += chunk.byteLength;
    if (this.#state !== 'peeking') return false;
    const isFull = this.#heldBytes > this.#maxBytes;
    if (!this.#sees(chunk)) {
      if (!isFull) return true;
      this.#settle('full');
    }
    return false;
  }

  end(trailers?: HeaderList): void {
    if (this.#state === 'flowing') {
      this.#state = 'over';
      this.#sink!.end(trailers);
      return;
    }
    this.#end = { trailers };
    if (this.#state === 'peeking') this.#settle('whole');
  }

  fail(fault: Fault): void {
    if (this.#state === 'flowing') {
      this.#state = 'over';
      this.#sink!.fail(fault);
      return;
    }
    this.#fault = fault;
    if (this.#state === 'peeking') this.#settle(fault);
  }

  #sees(chunk: Uint8Array): boolean {
    try {
      if (!this.#peeker!.chunk(chunk)) return false;
      this.#settle('enough');
    } catch (error) {
      this.stop(Fault.from(error));
    }
    return true;
  }

  #settle(peeked: Peeked): void {
    this.#state = 'held';
    this.#peeker = undefined;
    this.#resolve?.(peeked);
  }

  /** Sends what is held, then goes on with the source. */
  #replay(): void {
    this.#state = 'replaying';
    const sink = this.#sink!;
    let goesOn = true;
    for (let piece = this.#held.shift(); piece !== undefined; piece = this.#held.shift()) {
      goesOn = sink.write(piece);
      // The sink may have cancelled.
      if (this.#isOver()) return;
      if (goesOn || this.#held.length === 0) continue;
      this.#state = 'held';
      return;
    }
    this.#state = 'flowing';
    if (this.#fault) this.fail(this.#fault);
    else if (this.#end) this.end(this.#end.trailers);
    else if (goesOn) this.#source.resume();
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }
}
