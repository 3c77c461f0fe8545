import type { Clock } from '../../shared/platform/platform.ts';

/** A clock that stands still until it is moved. For parts that also need timers there is `FakeTime`. */
export class FakeClock implements Clock {
  #now = 1_000_000;

  now(): number {
    return 1_700_000_000_000 + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}
