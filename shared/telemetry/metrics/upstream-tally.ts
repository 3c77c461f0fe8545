import type { Attempt } from '../../engine/exchange.ts';
import type { Owner, Registry } from './registry.ts';
import type { Counter, Histogram } from './series.ts';
import { statusClass } from './status-class.ts';

/** Counts the tries at one upstream. Made once for each plan. */
export class UpstreamTally {
  readonly #registry: Registry;
  readonly #upstream: string;
  readonly #owner: Owner;
  readonly #isExact: boolean;
  readonly #durations: Histogram;
  readonly #retries: Counter;
  readonly #hedges: Counter;
  /** By target, and then by outcome; all targets under one name where they are not told apart. */
  readonly #attempts = new Map<string, Map<string, Counter>>();

  /** `isExact`: every target counts for itself. */
  constructor(registry: Registry, { upstream, isExact }: { upstream: string; isExact: boolean }) {
    this.#registry = registry;
    this.#upstream = upstream;
    this.#owner = `upstream ${upstream}`;
    this.#isExact = isExact;
    this.#durations = registry.histogram('attemptDurations', this.#owner, upstream);
    this.#retries = registry.counter('retries', this.#owner, upstream);
    this.#hedges = registry.counter('hedges', this.#owner, upstream);
  }

  /** `isRetry`: the same upstream was tried for the request before. */
  record(attempt: Attempt, isRetry: boolean): void {
    this.#attempt(this.#isExact ? attempt.target.name : '', outcomeOf(attempt)).value += 1;
    this.#durations.observe(Math.max(0, attempt.tookMs) / 1000);
    if (attempt.isHedge) this.#hedges.value += 1;
    else if (isRetry) this.#retries.value += 1;
  }

  #attempt(target: string, outcome: string): Counter {
    const outcomes = this.#attempts.get(target) ?? this.#target(target);
    const known = outcomes.get(outcome);
    if (known) return known;
    const counter = this.#registry.counter('attempts', this.#owner, this.#upstream, target, outcome);
    outcomes.set(outcome, counter);
    return counter;
  }

  #target(name: string): Map<string, Counter> {
    const outcomes = new Map<string, Counter>();
    // Discovery may bring ever new targets; their series stay as far as the registry has room.
    if (this.#attempts.size >= mostTargets) this.#attempts.clear();
    this.#attempts.set(name, outcomes);
    return outcomes;
  }
}

const mostTargets = 1000;

/** A hedge that was broken off has neither an answer nor a fault. */
function outcomeOf({ fault, status }: Attempt): string {
  if (fault) return fault.code;
  return status === undefined ? 'cancelled' : statusClass(status);
}
