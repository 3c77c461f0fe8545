import type { Clock, Random } from '../../platform/platform.ts';
import type { LiveTarget } from '../live-target.ts';
import { PassiveHealth, type PassiveHealthOptions } from '../passive-health.ts';
import type { Target } from '../target.ts';
import { type CheckedOptions, CheckedTargets } from './checked-targets.ts';
import type { BreakerOptions, BreakerState } from './circuit-breaker.ts';
import type { HealthEvent, HealthObserver } from './health-change.ts';
import { SlowStart } from './slow-start.ts';
import { TargetBreakers } from './target-breakers.ts';
import type { CheckResult } from './target-check.ts';
import { thinCandidates } from './thin-candidates.ts';

/** What decides which targets of an upstream are used. */
export interface AvailabilityOptions {
  /** `undefined`: a target is never taken out of service for its answers. */
  readonly passiveHealth: PassiveHealthOptions | undefined;
  /** `undefined`: nothing checks the targets. */
  readonly checks?: CheckedOptions | undefined;
  /** A breaker for each target; `undefined` for none. */
  readonly breaker?: BreakerOptions | undefined;
  /** How long a target that comes back takes to get its whole share; 0: no time. */
  readonly slowStartMs?: number;
  /** Told of each change once. */
  readonly onChange?: HealthObserver | undefined;
  /** Told of each change of one target, by what checks found or answers showed. */
  readonly onTurned?: ((target: Target, what: HealthEvent) => void) | undefined;
  /** Lets go of the connections to a target that is used no more. */
  readonly letGo?: ((target: Target) => void) | undefined;
}

/**
 * Which targets of an upstream may be used now, by all that is known of them: what checks found goes before what answers
 * showed, and a breaker before both. Where ejections would leave none that checks call healthy, they are not heeded.
 */
export class TargetAvailability {
  readonly passive: PassiveHealth;
  readonly checks: CheckedTargets;
  readonly breakers: TargetBreakers;
  readonly slowStart: SlowStart;
  readonly #upstream: string;
  readonly #options: AvailabilityOptions;
  readonly #random: Random;
  #last: { readonly usable: readonly Target[]; readonly passed: readonly Target[]; readonly both: readonly Target[] };

  constructor(
    upstream: string,
    targets: readonly Target[],
    options: AvailabilityOptions,
    { clock, random }: { readonly clock: Clock; readonly random: Random },
  ) {
    this.#upstream = upstream;
    this.#options = options;
    this.#random = random;
    this.passive = new PassiveHealth(targets, options.passiveHealth, clock, this.#told);
    this.checks = new CheckedTargets(targets, options.checks, clock, this.#told);
    this.breakers = new TargetBreakers(targets, options.breaker, clock, this.#breakerTold);
    this.slowStart = new SlowStart(options.slowStartMs ?? 0, clock);
    this.#last = { usable: targets, passed: targets, both: targets };
  }

  /** The targets that may be used, perhaps none. The same array while nothing changes. */
  current(): readonly Target[] {
    return this.breakers.passing(this.#healthy());
  }

  /**
   * Whether there is a target that nothing speaks against. One that is used only because none is left is none. Asked for
   * each request of a route with a fallback: nothing is made for it.
   */
  isSound(): boolean {
    const targets = this.current();
    for (let at = 0; at < targets.length; at += 1) {
      const target = targets[at]!;
      if (!this.passive.state(target).isEjected && this.checks.isHealthy(target)) return true;
    }
    return false;
  }

  /** Learns what a check of ours found. What brings a target back for checks also ends its ejection. */
  noteCheck(target: Target, result: CheckResult): void {
    this.checks.note(target, result);
    this.passive.noteCheck(target, result.ok, this.#options.checks?.healthyThreshold ?? Number.POSITIVE_INFINITY);
  }

  /** Whether some targets are to get less than their share. */
  get isThinning(): boolean {
    return this.slowStart.isActive || this.checks.hasCold;
  }

  /** The candidates of one request while {@link isThinning}, which is `bound` to one of them perhaps. */
  thin(candidates: readonly Target[], bound: Target | undefined): readonly Target[] {
    return thinCandidates(candidates, bound, this, this.#random);
  }

  /** The share of its requests that a target gets now, from 0 to 1. */
  shareOf(target: Target): number {
    return this.checks.isCold(target) ? coldShare : this.slowStart.shareOf(target);
  }

  /** Goes on with what is known of a target in an older configuration. */
  join(target: LiveTarget, older: TargetAvailability, olderTarget: LiveTarget): void {
    this.passive.join(target, older.passive, olderTarget);
    this.checks.join(target, older.checks, olderTarget);
    this.breakers.join(target, older.breakers, olderTarget);
    this.slowStart.join(target, older.slowStart);
  }

  #healthy(): readonly Target[] {
    const usable = this.checks.usable();
    const passed = this.passive.available();
    const last = this.#last;
    if (last.usable === usable && last.passed === passed) return last.both;
    const both = intersection(usable, passed);
    this.#last = { usable, passed, both };
    return both;
  }

  readonly #told = (target: Target | undefined, what: HealthEvent, reason: string): void => {
    if (target && gone.has(what)) this.#options.letGo?.(target);
    if (target && back.has(what)) this.slowStart.begin(target);
    if (target) this.#options.onTurned?.(target, what);
    this.#options.onChange?.({ upstream: this.#upstream, target: target?.name, what, reason });
  };

  readonly #breakerTold = (target: Target, state: BreakerState): void => {
    this.#told(target, `breaker ${state}`, reasons[state]);
  };
}

/** Share of its requests that a cold target gets. */
const coldShare = 0.1;

/** What ends the use of a target, and what begins it again. */
const gone: ReadonlySet<HealthEvent> = new Set<HealthEvent>(['unhealthy', 'ejected', 'breaker open']);
const back: ReadonlySet<HealthEvent> = new Set<HealthEvent>(['healthy', 'returned', 'breaker closed']);

const reasons: Readonly<Record<BreakerState, string>> = {
  open: 'too many failures in a row',
  'half-open': 'its time is over',
  closed: 'enough requests succeeded',
};

/** Those in both; those of the first when there is none. One of the two arrays where it is just that. */
function intersection(usable: readonly Target[], passed: readonly Target[]): readonly Target[] {
  const both = usable.filter((target) => passed.includes(target));
  if (both.length === 0 || both.length === usable.length) return usable;
  return both.length === passed.length ? passed : both;
}
