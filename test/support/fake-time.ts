import type { Clock } from '../../shared/platform/platform.ts';
import { TimerWheel, tickMs } from '../../shared/platform/timer-wheel.ts';
import type { Timer, Timers } from '../../shared/platform/timers.ts';

/** A clock that stands still until it is moved, with the real timer wheel on it. */
export class FakeTime implements Clock, Timers {
  readonly wheel: TimerWheel;
  /** Whether the wheel has asked its driver to call it. */
  running = false;
  #now = 1_000_000;
  #nextTickAt = 1_000_000;
  #tick: (() => void) | undefined = undefined;

  constructor() {
    this.wheel = new TimerWheel(() => this.#now, {
      start: (tick) => {
        this.running = true;
        this.#nextTickAt = this.#now + tickMs;
        this.#tick = tick;
      },
      stop: () => {
        this.running = false;
      },
    });
  }

  now(): number {
    return 1_700_000_000_000 + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.wheel.after(delayMs, callback);
  }

  /** Moves the clock on, with a tick wherever the driver would have made one. */
  advance(ms: number): void {
    const end = this.#now + ms;
    while (this.#nextTickAt <= end) {
      this.#now = this.#nextTickAt;
      this.#nextTickAt += tickMs;
      this.tick();
    }
    this.#now = end;
  }

  /** Moves the clock on in one go, as after a suspended process, with a single tick at the end. */
  jump(ms: number): void {
    this.#now += ms;
    this.#nextTickAt = this.#now + tickMs;
    this.tick();
  }

  tick(): void {
    if (this.running) this.#tick?.();
  }
}
