import type { Clock } from '../../platform/platform.ts';
import type { Target } from '../target.ts';
import type { HealthEvent } from './health-change.ts';
import { type CheckResult, type CheckRules, type CheckVerdict, notChecked, TargetCheck } from './target-check.ts';
import { Warmth, type WarmthOptions } from './warmth.ts';

/** How the verdicts of checks are used. */
export interface CheckedOptions extends CheckRules {
  /** Share of healthy targets below which the verdicts are not heeded, in percent; 0: they always are. */
  readonly panicPercent: number;
  /** `undefined`: how fast a target answers says nothing. */
  readonly warmth?: WarmthOptions | undefined;
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
  #hasCold = false;

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

  /** Whether any target is to get less because it is cold. As {@link usable} was last asked. */
  get hasCold(): boolean {
    return this.#hasCold;
  }

  /** Whether a target is cold, and known for it to those who ask. */
  isCold({ index }: Target): boolean {
    return this.#states[index]!.coldness !== undefined;
  }

  /** What is held of a target; `undefined` where nothing checks it. */
  verdict(target: Target): CheckVerdict | undefined {
    return this.#options && this.#states[target.index]!.current(this.#clock.monotonic());
  }

  /** Whether neither checks nor slow answers speak against a target. */
  isHealthy({ index }: Target): boolean {
    const state = this.#states[index]!;
    return !this.#options || (state.coldness !== 'mark-unhealthy' && state.checked(this.#clock.monotonic()).healthy);
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
    this.#passed(target, result.ok);
  }

  /** Learns how long an answer took to begin. */
  noteAnswer(target: Target, tookMs: number): void {
    const { warmth } = this.#states[target.index]!;
    if (!warmth?.note(tookMs, this.#clock.monotonic())) return;
    this.#changes.count += 1;
    const usual = `${Math.round(warmth.baselineMs!)} ms are usual`;
    this.#tell(target, warmth.isCold ? 'cold' : 'warm', `it answers after ${Math.round(tookMs)} ms, ${usual}`);
  }

  /** Takes a verdict reached elsewhere, which holds until a time of the monotonic clock. */
  take(target: Target, verdict: CheckVerdict, until: number): void {
    const state = this.#states[target.index]!;
    const before = state.current(this.#clock.monotonic());
    state.check.take(verdict);
    state.until = until;
    this.#changes.count += 1;
    this.#turned(target, before, verdict);
    this.#passed(target, verdict.healthy);
  }

  /** Shares what is known of a target with that of an older configuration, if that was checked at all. */
  join(target: Target, older: CheckedTargets, olderTarget: Target): void {
    if (!this.#options || !older.#options) return;
    const state = older.#states[olderTarget.index]!;
    state.configure(this.#options);
    this.#states[target.index] = state;
    this.#changes = older.#changes;
    this.#seen = -1;
  }

  #turned(target: Target, before: CheckVerdict, after: CheckVerdict): void {
    if (before.healthy !== after.healthy) {
      this.#changes.count += 1;
      this.#tell(target, after.healthy ? 'healthy' : 'unhealthy', after.degraded ? 'the check passed' : after.reason);
    } else if (!after.healthy && before.reason === notChecked) {
      // It was never used, and whoever waits for it is to know why.
      this.#tell(target, 'unhealthy', after.reason);
    }
    if (after.degraded && !before.degraded) this.#tell(target, 'degraded', after.reason);
  }

  /** Nobody asks a target that is left out for being cold: so many checks in a row that it passes bring it back. */
  #passed(target: Target, ok: boolean): void {
    const state = this.#states[target.index]!;
    if (state.coldness !== 'mark-unhealthy') return;
    state.passedCold = ok ? state.passedCold + 1 : 0;
    if (state.passedCold < this.#options!.healthyThreshold || !state.warmth!.retry()) return;
    state.passedCold = 0;
    this.#changes.count += 1;
    this.#tell(target, 'returned', 'its checks passed');
  }

  #refresh(panicPercent: number): void {
    const now = this.#clock.monotonic();
    const well = this.#targets.filter(({ index }) => this.#states[index]!.checked(now).healthy);
    const warm = well.filter(({ index }) => this.#states[index]!.coldness !== 'mark-unhealthy');
    // A cold target is better than none.
    const healthy = warm.length === 0 ? well : warm;
    this.#hasCold = this.#states.some(({ coldness }) => coldness !== undefined);
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
  warmth: Warmth | undefined;
  /** What counts when no verdict holds. */
  readonly #initial: CheckVerdict;
  until = Number.POSITIVE_INFINITY;
  /** Checks in a row that were passed while it was cold. */
  passedCold = 0;

  constructor(options: CheckedOptions | undefined) {
    this.check = new TargetCheck(options ?? unchecked);
    this.warmth = options?.warmth && new Warmth(options.warmth);
    this.#initial = this.check.verdict;
  }

  /** What follows from its being cold; `undefined` while nothing does. */
  get coldness(): 'mark-degraded' | 'mark-unhealthy' | undefined {
    if (!this.warmth?.isCold || this.warmth.coldAction === 'log-only') return undefined;
    return this.warmth.coldAction;
  }

  configure(options: CheckedOptions): void {
    this.check.configure(options);
    if (options.warmth && this.warmth) this.warmth.configure(options.warmth);
    else this.warmth = options.warmth && new Warmth(options.warmth);
  }

  /** What checks found. */
  checked(now: number): CheckVerdict {
    return now < this.until ? this.check.verdict : this.#initial;
  }

  /** What checks and answers say together. */
  current(now: number): CheckVerdict {
    const verdict = this.checked(now);
    const { coldness } = this;
    if (!verdict.healthy || coldness === undefined) return verdict;
    return { healthy: coldness === 'mark-degraded', degraded: coldness === 'mark-degraded', reason: 'it is cold' };
  }
}

const unchecked: CheckRules = { healthyThreshold: 1, unhealthyThreshold: 1, initial: 'healthy' };
