import type { Clock } from '../../platform/platform.ts';
import type { Target } from '../target.ts';

/** Share of its requests that a target begins with. */
const firstShare = 0.1;

/** Gives a target that comes back, or is new, only a part of the requests it would get, more with time. */
export class SlowStart {
  readonly #spanMs: number;
  readonly #clock: Clock;
  /** When each target that is not yet up to its share came back. */
  readonly #since = new Map<string, number>();

  constructor(spanMs: number, clock: Clock) {
    this.#spanMs = spanMs;
    this.#clock = clock;
  }

  /** Whether any target is coming up. */
  get isActive(): boolean {
    return this.#since.size > 0;
  }

  begin({ name }: Target): void {
    if (this.#spanMs > 0) this.#since.set(name, this.#clock.monotonic());
  }

  /** Takes over how far a target has come in an older configuration. */
  join({ name }: Target, older: SlowStart): void {
    const since = older.#since.get(name);
    if (since !== undefined && this.#spanMs > 0) this.#since.set(name, since);
  }

  /** The share of its requests a target gets now, from 0 to 1. */
  shareOf({ name }: Target): number {
    const since = this.#since.get(name);
    if (since === undefined) return 1;
    const share = Math.max(firstShare, (this.#clock.monotonic() - since) / this.#spanMs);
    if (share < 1) return share;
    this.#since.delete(name);
    return 1;
  }
}
