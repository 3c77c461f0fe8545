import type { Attempt } from '../../engine/exchange.ts';
import type { Body } from '../../http/body.ts';
import type { Timers } from '../../platform/timers.ts';
import type { UpstreamCall, UpstreamResponse } from '../../platform/transport.ts';
import type { Attempts } from '../attempts.ts';
import type { Hedging } from './hedging.ts';
import { type Lost, Race, type RaceParts } from './race.ts';

/** A try beside which others are begun when it takes long, at other targets of the same upstream. */
export class HedgedTry implements RaceParts {
  readonly race: Race;
  readonly timers: Timers;
  readonly delayMs: number | undefined;
  readonly max: number;
  readonly #attempts: Attempts;
  readonly #hedging: Hedging;
  #copy: Body | null = null;

  constructor(attempts: Attempts, first: Attempt, hedging: Hedging) {
    this.#attempts = attempts;
    this.#hedging = hedging;
    this.timers = attempts.leg.platform.timers;
    this.delayMs = hedging.delayMs();
    this.max = hedging.max;
    this.race = new Race(first, this);
  }

  send(attempt: Attempt): UpstreamCall {
    const { outgoing, leg } = this.#attempts;
    return this.#attempts.call(attempt, attempt.isHedge ? this.#copy : outgoing.body(leg));
  }

  another(): Attempt | undefined {
    const { outgoing, leg } = this.#attempts;
    if (!this.#hedging.hasRoom()) return undefined;
    const copy = outgoing.copy(leg);
    if (copy === undefined) return undefined;
    const attempt = this.#attempts.beside();
    if (!attempt) return undefined;
    this.#copy = copy;
    this.#hedging.noteHedge();
    return attempt;
  }

  isGood({ head }: UpstreamResponse): boolean {
    return head.status < 500 && !this.#attempts.leg.retry.retryableStatusCodes.has(head.status);
  }

  decide(attempt: Attempt): void {
    this.#attempts.decide(attempt);
  }

  lose(attempt: Attempt, how: Lost): void {
    this.#attempts.lost(attempt, how.kind === 'overtaken' ? {} : how);
    // An answer that never came took at least so long: without it, the percentile would sink with every hedge.
    if (how.kind === 'overtaken' && !attempt.isHedge) this.#hedging.noteLatency(attempt.tookMs);
  }
}
