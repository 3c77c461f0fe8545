import type { Clock } from '../../platform/platform.ts';
import type { Target } from '../target.ts';
import { type BreakerOptions, type BreakerState, CircuitBreaker } from './circuit-breaker.ts';

/** One circuit breaker for each target of an upstream. Without options there are none. */
export class TargetBreakers {
  readonly #options: BreakerOptions | undefined;
  readonly #clock: Clock;
  readonly #tell: (target: Target, state: BreakerState) => void;
  /** By index of the target. */
  readonly #breakers: CircuitBreaker[];
  #last: { readonly among: readonly Target[]; readonly passed: readonly Target[] } = { among: [], passed: [] };

  constructor(
    targets: readonly Target[],
    options: BreakerOptions | undefined,
    clock: Clock,
    tell: (target: Target, state: BreakerState) => void,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#tell = tell;
    this.#breakers = options ? targets.map(() => new CircuitBreaker(options)) : [];
  }

  /** Those that a request may be sent to now. The same array as last time when they are the same. */
  passing(among: readonly Target[]): readonly Target[] {
    if (!this.#options) return among;
    const now = this.#clock.monotonic();
    let shut = 0;
    for (const target of among) {
      this.#look(target, now);
      if (!this.#breakers[target.index]!.mayEnter(now)) shut += 1;
    }
    if (shut === 0) return among;
    const passed = among.filter(({ index }) => this.#breakers[index]!.mayEnter(now));
    const last = this.#last;
    if (last.among === among && isSame(last.passed, passed)) return last.passed;
    this.#last = { among, passed };
    return passed;
  }

  enter(target: Target, request: object): void {
    this.#breakers[target.index]?.enter(request);
  }

  leave(target: Target, request: object, failed: boolean | undefined): void {
    const breaker = this.#breakers[target.index];
    if (!breaker) return;
    const now = this.#clock.monotonic();
    breaker.leave(request, failed, now);
    this.#look(target, now);
  }

  /** The request has been answered well, though it may go on for long. */
  answered(target: Target, request: object): void {
    const breaker = this.#breakers[target.index];
    if (!breaker) return;
    const now = this.#clock.monotonic();
    breaker.answered(request, now);
    this.#look(target, now);
  }

  /** `undefined` where there is no breaker. */
  state(target: Target): BreakerState | undefined {
    return this.#breakers[target.index]?.state(this.#clock.monotonic());
  }

  /** Goes on with the breaker of the target in an older configuration: its probes end there and count here. */
  join(target: Target, older: TargetBreakers, olderTarget: Target): void {
    const breaker = older.#breakers[olderTarget.index];
    if (!this.#options || !breaker) return;
    breaker.configure(this.#options);
    this.#breakers[target.index] = breaker;
  }

  #look(target: Target, now: number): void {
    const state = this.#breakers[target.index]!.news(now);
    if (state !== undefined) this.#tell(target, state);
  }
}

function isSame(a: readonly Target[], b: readonly Target[]): boolean {
  return a.length === b.length && a.every((target, at) => target === b[at]);
}
