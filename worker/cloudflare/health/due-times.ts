import type { Clock } from '../../../shared/platform/platform.ts';

/** Shortest time between two rounds. */
const shortestMs = 1_000;

/** When each of several things is to be done next, where there are no timers. What was never set is due at once. */
export class DueTimes<Thing> {
  readonly #clock: Clock;
  /** Since the epoch. */
  readonly #due = new Map<Thing, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(thing: Thing, at: number): void {
    this.#due.set(thing, at);
  }

  isDue(thing: Thing): boolean {
    return this.#at(thing) <= this.#clock.now();
  }

  /** When the next of them is due, since the epoch and a while from now; `undefined` when there are none. */
  nextOf(things: readonly Thing[]): number | undefined {
    if (things.length === 0) return undefined;
    return Math.max(this.#clock.now() + shortestMs, Math.min(...things.map((thing) => this.#at(thing))));
  }

  /** Forgets all others. */
  keepOnly(things: ReadonlySet<Thing>): void {
    for (const thing of this.#due.keys()) if (!things.has(thing)) this.#due.delete(thing);
  }

  #at(thing: Thing): number {
    return this.#due.get(thing) ?? 0;
  }
}
