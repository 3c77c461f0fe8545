import type { Clock } from '../platform/platform.ts';
import type { Target } from './target.ts';
import { TargetHealth } from './target-health.ts';

/** When a target is taken out of service, judged by its own answers. */
export interface PassiveHealthOptions {
  /** Failures without a success between them; 0 turns this rule off. */
  readonly consecutiveFailures: number;
  /** More than this share of the requests of the window; 1 turns this rule off. */
  readonly failureRate: number;
  /** Requests in the window below which the share says nothing. */
  readonly minRequests: number;
  readonly windowMs: number;
  /** The first ejection; each further one takes twice as long, up to ten times this. */
  readonly ejectionMs: number;
  /** Share of the targets that may be out at once; at least one may, unless this is 0. */
  readonly maxEjectedPercent: number;
  /** Share of targets in service below which all are used, in percent; 0: never, while there is one. */
  readonly panicPercent?: number;
}

/** Told of a target that went out of service or came back. */
export type PassiveTold = (target: Target, what: 'ejected' | 'returned', reason: string) => void;

/**
 * Which targets of an upstream may be used, by what their answers showed. Without options all may. It has no timer:
 * whoever asks which targets are available finds those whose time is over among them.
 */
export class PassiveHealth {
  readonly #targets: readonly Target[];
  readonly #options: PassiveHealthOptions | undefined;
  readonly #clock: Clock;
  readonly #tell: PassiveTold;
  /** By index of the target. */
  readonly #states: TargetHealth[];
  readonly #maxEjected: number;
  /** Counts changes of availability; one object for all configurations that share targets. */
  #changes = { count: 0 };
  #seen = 0;
  #available: readonly Target[];
  #nextReturn = Number.POSITIVE_INFINITY;

  constructor(
    targets: readonly Target[],
    options: PassiveHealthOptions | undefined,
    clock: Clock,
    tell: PassiveTold = () => {},
  ) {
    this.#targets = targets;
    this.#options = options;
    this.#clock = clock;
    this.#tell = tell;
    this.#states = targets.map(() => new TargetHealth(options?.windowMs ?? defaultWindowMs));
    const share = options?.maxEjectedPercent ?? 0;
    this.#maxEjected = share > 0 ? Math.max(1, Math.floor((targets.length * share) / 100)) : 0;
    this.#available = targets;
  }

  /** The targets in service; all of them when none would be left. The same array while nothing changes. */
  available(): readonly Target[] {
    if (this.#seen !== this.#changes.count) this.#refresh();
    if (this.#nextReturn !== Number.POSITIVE_INFINITY) this.#readmit(this.#clock.monotonic());
    return this.#available;
  }

  /** Learns how one try went; once per try. Answers whether that took the target out of service. */
  report(target: Target, failed: boolean): boolean {
    const state = this.#states[target.index]!;
    const now = this.#clock.monotonic();
    this.available();
    // Answers to requests sent before the ejection tell nothing new.
    if (state.isEjected) return false;
    state.note(now, failed);
    return failed && this.#judge(target, state, now);
  }

  /** Takes a target out because others did, until `until` on the monotonic clock, if as many may be out. */
  ejectAsOthers(target: Target, until: number): void {
    const options = this.#options;
    const now = this.#clock.monotonic();
    this.available();
    const state = this.#states[target.index]!;
    if (!options || until <= now || (!state.isEjected && this.#isFull())) return;
    const wasEjected = state.isEjected;
    state.ejectAsOthers(now, options.ejectionMs, until);
    if (wasEjected) return;
    this.#changes.count += 1;
    this.#tell(target, 'ejected', 'another instance found it failing');
  }

  /** Learns what a check of a target found: so many that it passes in a row while it is out bring it back. */
  noteCheck(target: Target, passed: boolean, needed: number): void {
    const state = this.#states[target.index]!;
    this.available();
    if (!state.isEjected || state.checked(passed) < needed) return;
    state.readmit(this.#clock.monotonic());
    this.#changes.count += 1;
    this.#tell(target, 'returned', 'its checks passed');
  }

  state(target: Target): TargetHealth {
    return this.#states[target.index]!;
  }

  /** Shares what is known of a target with the health of an older configuration. */
  join(target: Target, older: PassiveHealth, olderTarget: Target): void {
    const state = older.#states[olderTarget.index]!;
    if (this.#options) state.watch(this.#options.windowMs);
    this.#states[target.index] = state;
    this.#changes = older.#changes;
    this.#seen = -1;
  }

  #judge(target: Target, state: TargetHealth, now: number): boolean {
    const options = this.#options;
    if (!options) return false;
    const isRow = options.consecutiveFailures > 0 && state.consecutiveFailures >= options.consecutiveFailures;
    const isShare = state.requests(now) >= options.minRequests && state.failureRate(now) > options.failureRate;
    if ((!isRow && !isShare) || this.#isFull()) return false;
    const reason = isRow
      ? `${state.consecutiveFailures} failures in a row`
      : `${Math.round(state.failureRate(now) * 100)} % of ${state.requests(now)} requests failed`;
    state.eject(now, options.ejectionMs);
    this.#changes.count += 1;
    this.#tell(target, 'ejected', reason);
    return true;
  }

  /** Whether no more targets may be out. */
  #isFull(): boolean {
    return this.#states.filter(({ isEjected }) => isEjected).length >= this.#maxEjected;
  }

  #readmit(now: number): void {
    if (now < this.#nextReturn) return;
    for (const target of this.#targets) {
      const state = this.#states[target.index]!;
      if (!state.isEjected || now < state.ejectedUntil) continue;
      state.readmit(now);
      this.#changes.count += 1;
      this.#tell(target, 'returned', 'its time is over');
    }
    // None is back where others have found the target failing for longer.
    if (this.#seen === this.#changes.count) this.#nextReturn = this.#soonestReturn();
    else this.#refresh();
  }

  #refresh(): void {
    const available = this.#targets.filter(({ index }) => !this.#states[index]!.isEjected);
    const { length } = this.#targets;
    const isPanic = available.length * 100 < (this.#options?.panicPercent ?? 0) * length;
    const isWhole = isPanic || available.length === 0 || available.length === length;
    this.#available = isWhole ? this.#targets : available;
    this.#nextReturn = this.#soonestReturn();
    this.#seen = this.#changes.count;
  }

  #soonestReturn(): number {
    return Math.min(...this.#states.filter(({ isEjected }) => isEjected).map(({ ejectedUntil }) => ejectedUntil));
  }
}

const defaultWindowMs = 10_000;
