import { SlidingCounts } from './sliding-counts.ts';

/** What the answers of one target say about it. Times are those of the monotonic clock. */
export class TargetHealth {
  consecutiveFailures = 0;
  isEjected = false;
  /** When the last ejection ends or ended. */
  ejectedUntil = 0;
  /** Checks in a row that it passed while it was out. */
  #passed = 0;
  #counts: SlidingCounts;
  /** Ejections not yet lived down. */
  #ejections = 0;

  constructor(windowMs: number) {
    this.#counts = new SlidingCounts(windowMs);
  }

  /** Takes another window, and forgets what was counted in the old one. */
  watch(windowMs: number): void {
    if (windowMs !== this.#counts.spanMs) this.#counts = new SlidingCounts(windowMs);
  }

  note(now: number, failed: boolean): void {
    this.consecutiveFailures = failed ? this.consecutiveFailures + 1 : 0;
    this.#counts.add(now, 1, failed ? 1 : 0);
  }

  requests(now: number): number {
    return this.#counts.all(now);
  }

  /** Share of the requests of the window that failed. */
  failureRate(now: number): number {
    const all = this.#counts.all(now);
    return all === 0 ? 0 : this.#counts.marked(now) / all;
  }

  /** Takes it out of service: for `baseMs`, twice that the next time, and so on up to `maxEjectionFactor`. */
  eject(now: number, baseMs: number): void {
    this.#liveDown(now, baseMs);
    this.#ejectUntil(now + baseMs * Math.min(maxEjectionFactor, 2 ** this.#ejections));
  }

  /** Takes it out of service because others did; for as long as they say, but never longer than we ever would. */
  ejectAsOthers(now: number, baseMs: number, until: number): void {
    const bounded = Math.min(until, now + baseMs * maxEjectionFactor);
    if (this.isEjected) {
      this.ejectedUntil = Math.max(this.ejectedUntil, bounded);
      return;
    }
    this.#liveDown(now, baseMs);
    this.#ejectUntil(bounded);
  }

  /** Learns what a check found while it is out; how many it has passed in a row by now. */
  checked(passed: boolean): number {
    this.#passed = passed ? this.#passed + 1 : 0;
    return this.#passed;
  }

  /** Every such time spent in service makes up for one ejection. */
  #liveDown(now: number, baseMs: number): void {
    const livedDown = Math.floor((now - this.ejectedUntil) / baseMs);
    this.#ejections = Math.max(0, this.#ejections - livedDown);
  }

  #ejectUntil(until: number): void {
    this.ejectedUntil = until;
    this.#ejections = Math.min(maxEjections, this.#ejections + 1);
    this.isEjected = true;
    this.#passed = 0;
  }

  /** Puts it back, with nothing held against it but that it was out. */
  readmit(now: number): void {
    this.ejectedUntil = Math.min(this.ejectedUntil, now);
    this.isEjected = false;
    this.consecutiveFailures = 0;
    this.#counts.clear();
  }
}

const maxEjectionFactor = 10;
/** Enough to reach the longest ejection; more would only take longer to live down. */
const maxEjections = 5;
