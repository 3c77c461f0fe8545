import type { Attempt } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import { tellOutcome } from '../../platform/tell-outcome.ts';
import type { Timer, Timers } from '../../platform/timers.ts';
import type { Receiver, UpstreamCall, UpstreamResponse } from '../../platform/transport.ts';

/** How a try ended that is not the one that decides. */
export type Lost =
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'answered'; readonly response: UpstreamResponse };

/** What a race is run with. */
export interface RaceParts {
  readonly timers: Timers;
  /** Wait before each further try; `undefined`: there is none. */
  readonly delayMs: number | undefined;
  /** Further tries, at most. */
  readonly max: number;
  send(attempt: Attempt): UpstreamCall;
  /** The next try beside those under way, if there may be one. */
  another(): Attempt | undefined;
  /** Whether an answer is taken while others are still to come. */
  isGood(response: UpstreamResponse): boolean;
  /** Called once, for the try that the outcome of the race comes from. */
  decide(attempt: Attempt): void;
  /** Called once for every other try, when it is over. */
  lose(attempt: Attempt, how: Lost): void;
}

/**
 * Tries beside each other: the first good answer is taken and the others are broken off at once. What fails while others
 * run is out; what ends last, well or badly, is the outcome.
 */
export class Race implements UpstreamCall {
  /** Rejects with a {@link Fault} when the last try fails. */
  readonly response: Promise<UpstreamResponse>;
  readonly #parts: RaceParts;
  readonly #running = new Map<Attempt, UpstreamCall>();
  #left: number;
  #timer: Timer | undefined;
  #isDecided = false;
  #resolve!: (response: UpstreamResponse) => void;
  #reject!: (fault: Fault) => void;

  constructor(first: Attempt, parts: RaceParts) {
    this.#parts = parts;
    this.#left = parts.delayMs === undefined ? 0 : parts.max;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#run(first);
    this.#wait();
  }

  tell(receiver: Receiver): void {
    tellOutcome(this.response, receiver);
  }

  /** Breaks all tries off. */
  cancel(fault: Fault): void {
    this.#timer?.cancel();
    this.#left = 0;
    for (const call of [...this.#running.values()]) call.cancel(fault);
  }

  #run(attempt: Attempt): void {
    const call = this.#parts.send(attempt);
    this.#running.set(attempt, call);
    call.tell({
      answered: (response) => this.#answered(attempt, response),
      failed: (fault) => this.#failed(attempt, fault),
    });
  }

  #wait(): void {
    if (this.#left === 0 || this.#isDecided) return;
    this.#left -= 1;
    this.#timer = this.#parts.timers.after(this.#parts.delayMs!, () => {
      const next = this.#parts.another();
      if (!next) return;
      this.#run(next);
      this.#wait();
    });
  }

  #answered(attempt: Attempt, response: UpstreamResponse): void {
    if (this.#isDecided) {
      drop(response, overtaken());
      this.#parts.lose(attempt, { kind: 'overtaken' });
      return;
    }
    this.#running.delete(attempt);
    if (this.#running.size > 0 && !this.#parts.isGood(response)) {
      drop(response, overtaken());
      this.#parts.lose(attempt, { kind: 'answered', response });
      return;
    }
    this.#decide(attempt);
    this.#resolve(response);
  }

  #failed(attempt: Attempt, fault: Fault): void {
    if (this.#isDecided) {
      this.#parts.lose(attempt, { kind: 'overtaken' });
      return;
    }
    this.#running.delete(attempt);
    if (this.#running.size > 0) {
      this.#parts.lose(attempt, { kind: 'failed', fault });
      return;
    }
    this.#decide(attempt);
    this.#reject(fault);
  }

  #decide(attempt: Attempt): void {
    this.#isDecided = true;
    this.#timer?.cancel();
    this.#parts.decide(attempt);
    for (const call of this.#running.values()) call.cancel(overtaken());
  }
}

function drop({ body, tunnel }: UpstreamResponse, fault: Fault): void {
  body?.cancel(fault);
  tunnel?.cancel(fault);
}

/** To the target it is as if the client had left. */
function overtaken(): Fault {
  return new Fault('client_left', { detail: 'another try answered first' });
}
