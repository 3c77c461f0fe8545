import type { Clock } from '../../platform/platform.ts';
import type { Target } from '../target.ts';
import type { HealthEvent } from './health-change.ts';
import { type CheckResult, type CheckRules, type CheckVerdict, TargetCheck } from './target-check.ts';

/** How the verdicts of checks are used. */
export interface CheckedOptions extends CheckRules {
  /** Share of healthy targets below which the verdicts are not heeded, in percent; 0: they always are. */
  readonly panicPercent: number;
}

/** Told of a verdict that has turned. */
export type CheckTold = (target: Target | undefined, what: HealthEvent, reason: string) => void;

/** Which targets of an upstream may be used, by what active checks found. Without options all may. */
export class CheckedTargets {
  readonly #targets: readonly Target[];
  readonly #options: CheckedOptions | undefined;
  readonly #clock: Clock;
  readonly #tell: CheckTold;
  /** By index of the target. */
  readonly #states: CheckState[];
  /** Counts changes; one object for all configurations that share targets. */
  #changes = { count: 0 };
  #seen = -1;
  #usable: readonly Target[];
  #nextExpiry = Number.POSITIVE_INFINITY;
  #isPanic = false;

  constructor(targets: readonly Target[], options: CheckedOptions | undefined, clock: Clock, tell: CheckTold) {
    this.#targets = targets;
    this.#options = options;
    this.#clock = clock;
    this.#tell = tell;
    this.#states = targets.map(() => new CheckState(options));
    this.#usable = targets;
  }

  /** The targets that no verdict keeps out. The same array while nothing changes; empty when all are out. */
  usable(): readonly Target[] {
    if (!this.#options) return this.#targets;
    const isOver = this.#nextExpiry !== Number.POSITIVE_INFINITY && this.#clock.monotonic() >= this.#nextExpiry;
    if (isOver || this.#seen !== this.#changes.count) this.#refresh(this.#options.panicPercent);
    return this.#usable;
  }

  /** What is held of a target; `undefined` where nothing checks it. */
  verdict(target: Target): CheckVerdict | undefined {
    return this.#options && this.#states[target.index]!.current(this.#clock.monotonic());
  }

  get isPanic(): boolean {
    return this.#isPanic;
  }

  /** Learns what a check of ours found. */
  note(target: Target, result: CheckResult): void {
    const state = this.#states[target.index]!;
    const before = state.check.verdict;
    state.until = Number.POSITIVE_INFINITY;
    this.#turned(target, before, state.check.note(result));
  }

  /** Takes a verdict reached elsewhere, which holds until a time of the monotonic clock. */
  take(target: Target, verdict: CheckVerdict, until: number): void {
    const state = this.#states[target.index]!;
    const before = state.current(this.#clock.monotonic());
    state.check.take(verdict);
    state.until = until;
    this.#changes.count += 1;
    this.#turned(target, before, verdict);
  }

  /** Shares what is known of a target with that of an older configuration, if that was checked at all. */
  join(target: Target, older: CheckedTargets, olderTarget: Target): void {
    if (!this.#options || !older.#options) return;
    const state = older.#states[olderTarget.index]!;
    state.check.configure(this.#options);
    this.#states[target.index] = state;
    this.#changes = older.#changes;
    this.#seen = -1;
  }

  #turned(target: Target, before: CheckVerdict, after: CheckVerdict): void {
    if (before.healthy !== after.healthy) {
      this.#changes.count += 1;
      this.#tell(target, after.healthy ? 'healthy' : 'unhealthy', after.degraded ? 'the check passed' : after.reason);
    }
    if (after.degraded && !before.degraded) this.#tell(target, 'degraded', after.reason);
  }

  #refresh(panicPercent: number): void {
    const now = this.#clock.monotonic();
    const healthy = this.#targets.filter(({ index }) => this.#states[index]!.current(now).healthy);
    const isPanic = healthy.length * 100 < panicPercent * this.#targets.length;
    this.#usable = isPanic || healthy.length === this.#targets.length ? this.#targets : healthy;
    this.#nextExpiry = Math.min(...this.#states.map(({ until }) => (until > now ? until : Number.POSITIVE_INFINITY)));
    this.#seen = this.#changes.count;
    if (isPanic === this.#isPanic) return;
    this.#isPanic = isPanic;
    const reason = `${healthy.length} of ${this.#targets.length} targets are healthy`;
    this.#tell(undefined, isPanic ? 'panic' : 'panic over', reason);
  }
}

/** The verdict on a target, and how long it holds when it came from elsewhere. */
class CheckState {
  readonly check: TargetCheck;
  /** What counts when no verdict holds. */
  readonly #initial: CheckVerdict;
  until = Number.POSITIVE_INFINITY;

  constructor(rules: CheckRules | undefined) {
    this.check = new TargetCheck(rules ?? unchecked);
    this.#initial = this.check.verdict;
  }

  current(now: number): CheckVerdict {
    return now < this.until ? this.check.verdict : this.#initial;
  }
}

const unchecked: CheckRules = { healthyThreshold: 1, unhealthyThreshold: 1, initial: 'healthy' };
