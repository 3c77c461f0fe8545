import type { Exchange } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { Clock } from '../../platform/platform.ts';
import { CircuitBreaker } from '../../upstream/health/circuit-breaker.ts';

/**
 * Something outside that must be asked before a request may pass. It fails closed: while it does not answer requests are
 * refused with 503, and after five failures in a row it is left alone for ten seconds. Answers that are of no use do not
 * count when the client may have caused them: nobody is to shut the others out by asking for nonsense.
 */
export class OutsidePart {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #breaker = new CircuitBreaker(rules);
  #underWay = 0;

  constructor(name: string, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
  }

  /**
   * Runs what asks, which has a deadline of its own; to its end, even if the client leaves. Rejects with `auth_unavailable`,
   * or as a request that is given up: unless it is asked for other requests too.
   */
  ask<T>(exchange: Exchange, work: () => Promise<T>, isForOthers = false): Promise<T> {
    const asked = this.#ask(isForOthers ? nobody : exchange, work);
    exchange.downstream.background(asked.catch(() => undefined));
    return asked;
  }

  /** The fault for an answer that came and decides nothing. */
  useless(detail: string): Fault {
    return this.#unavailable(detail);
  }

  async #ask<T>(asking: Pick<Exchange, 'aborted'>, work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= maxCalls) throw this.#unavailable('too many calls are under way');
    if (!this.#breaker.mayEnter(this.#clock.monotonic())) throw this.#unavailable('it is left alone');
    const call = {};
    this.#underWay += 1;
    this.#breaker.enter(call);
    let failed: boolean | undefined = true;
    try {
      const answer = await work();
      failed = false;
      return answer;
    } catch (error) {
      if (asking.aborted) failed = undefined;
      throw asking.aborted ?? this.#unavailable(detailOf(Fault.from(error)), error);
    } finally {
      this.#underWay -= 1;
      this.#breaker.leave(call, failed, this.#clock.monotonic());
    }
  }

  #unavailable(detail: string, cause?: unknown): Fault {
    return new Fault('auth_unavailable', { detail: `${this.#name}: ${detail}`, cause });
  }
}

const nobody = { aborted: undefined };

/** Calls at once; one more is refused, so that a slow part does not hold up all there is. */
const maxCalls = 256;

const rules = { failureThreshold: 5, successThreshold: 1, timeoutMs: 10_000, halfOpenMaxRequests: 1 };

function detailOf({ code, detail }: Fault): string {
  return detail === undefined ? code : `${code}, ${detail}`;
}
