import { Fault } from '../errors/fault.ts';
import type { Timer, Timers } from '../platform/timers.ts';
import type { LiveTarget } from './live-target.ts';
import type { TargetLoad } from './target-load.ts';

/** How long requests under way to a target may go on once it is out of use. */
export interface DrainOptions {
  readonly timeoutMs: number;
  readonly timers: Timers;
}

/** What draining asks and tells. */
export interface DrainObserver {
  /** Whether requests are sent to a target of that name by now. */
  isUsed(name: string): boolean;
  /** Requests to it were broken off. */
  onBrokenOff(target: LiveTarget, count: number): void;
}

/** Ends requests under way to targets that were removed, or that checks found unhealthy, when they take too long. */
export class Draining {
  readonly #options: DrainOptions;
  readonly #observer: DrainObserver;
  /** By what a target has in common with those of the same name before and after a reload. */
  readonly #timers = new Map<TargetLoad, Timer>();

  constructor(options: DrainOptions, observer: DrainObserver) {
    this.#options = options;
    this.#observer = observer;
  }

  begin(target: LiveTarget): void {
    const { load } = target;
    if (load.inFlight === 0 || this.#timers.has(load)) return;
    load.beginLeaving();
    const { timers, timeoutMs } = this.#options;
    this.#timers.set(
      load,
      timers.after(timeoutMs, () => this.#end(target, load)),
    );
  }

  /** The target is used again: its requests have as long as any. */
  stop({ load }: LiveTarget): void {
    this.#timers.get(load)?.cancel();
    this.#timers.delete(load);
  }

  #end(target: LiveTarget, load: TargetLoad): void {
    this.#timers.delete(load);
    if (this.#observer.isUsed(target.name)) return;
    const detail = `more than ${this.#options.timeoutMs} ms after it went out of use`;
    const count = load.breakOff(new Fault('target_drained', { detail }));
    if (count > 0) this.#observer.onBrokenOff(target, count);
  }
}
