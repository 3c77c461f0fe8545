import { Fault } from '../errors/fault.ts';
import type { Clock } from '../platform/platform.ts';
import type { Timers } from '../platform/timers.ts';
import { Breaker } from './breaker.ts';

/** What it takes to ask in time. */
export interface AskingParts {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly timers: Timers;
  /** Hears of every answer that did not come in time. */
  readonly report: (fault: Fault) => void;
}

/** Failures in a row after which nothing is asked any more, and for how long. */
const breaking = { failures: 5, openMs: 1000 };

/**
 * The wait is in two parts, the last of them this long. What a busy process finds when it comes back to itself is a
 * timer whose time is over and, unread, the answer that came in time: between the parts it reads.
 */
const lastLookMs = 15;

/** Asks an outside part that may be slow or away: with a deadline, and not at all while it is known to be away. */
export class TimelyAsking {
  readonly #timeoutMs: number;
  readonly #parts: AskingParts;
  readonly #breaker: Breaker;

  constructor(timeoutMs: number, parts: AskingParts) {
    this.#timeoutMs = timeoutMs;
    this.#parts = parts;
    this.#breaker = new Breaker(breaking, parts.clock);
  }

  /** Whether nothing is asked at the moment. */
  get isOpen(): boolean {
    return this.#breaker.isOpen;
  }

  /**
   * What is answered at once is passed on at once. Otherwise rejects with `Fault('ledger_unavailable')` by the deadline
   * (or two ticks later), `unsent` when nothing was asked. `onLate` hears of an answer that came after it.
   */
  ask<T>(ask: () => T | Promise<T>, onLate: () => void = ignore): T | Promise<T> {
    if (!this.#breaker.admits()) return Promise.reject(leftAlone());
    let asked: T | Promise<T>;
    try {
      asked = ask();
    } catch (error) {
      return Promise.reject(this.#judged(error));
    }
    if (asked instanceof Promise) return this.#within(asked, onLate);
    this.#breaker.succeeded();
    return asked;
  }

  #within<T>(asked: Promise<T>, onLate: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const giveUp = (): void => {
        isLate = true;
        reject(this.#failed(new Fault('ledger_unavailable', { detail: `no answer within ${this.#timeoutMs} ms` })));
      };
      const lastMs = Math.min(lastLookMs, this.#timeoutMs);
      let timer = this.#parts.timers.after(this.#timeoutMs - lastMs, () => {
        timer = this.#parts.timers.after(lastMs, giveUp);
      });
      const onAnswer = (answer: T): void => {
        timer.cancel();
        if (isLate) {
          onLate();
          return;
        }
        this.#breaker.succeeded();
        resolve(answer);
      };
      const onFailure = (error: unknown): void => {
        timer.cancel();
        if (!isLate) reject(this.#judged(error));
      };
      asked.then(onAnswer, onFailure);
    });
  }

  /** A fault of another kind is an answer: the caller asked for something that cannot be. */
  #judged(error: unknown): Fault {
    if (isUnavailable(error)) return this.#failed(error);
    if (!(error instanceof Fault)) {
      return this.#failed(new Fault('ledger_unavailable', { cause: error, detail: String(error) }));
    }
    this.#breaker.succeeded();
    return error;
  }

  #failed(fault: Fault): Fault {
    this.#breaker.failed();
    this.#parts.report(fault);
    return fault;
  }
}

/** Whether nothing was decided, or nobody knows what. */
export function isUnavailable(error: unknown): error is Fault {
  return error instanceof Fault && error.code === 'ledger_unavailable';
}

function leftAlone(): Fault {
  return new Fault('ledger_unavailable', { unsent: true, detail: 'it did not answer lately, and is left alone' });
}

function ignore(): void {}
