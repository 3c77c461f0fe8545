import type { Clock, Random } from '../../platform/platform.ts';
import type { Target } from '../target.ts';

/** Share of its requests that a target begins with. */
const firstShare = 0.1;

/**
 * Gives a target that comes back, or is new, only a part of the requests it would get, more with time. It works on the
 * candidates and not on the weights, so that it holds for every balancer.
 */
export class SlowStart {
  readonly #spanMs: number;
  readonly #clock: Clock;
  readonly #random: Random;
  /** When each target that is not yet up to its share came back. */
  readonly #since = new Map<string, number>();

  constructor(spanMs: number, clock: Clock, random: Random) {
    this.#spanMs = spanMs;
    this.#clock = clock;
    this.#random = random;
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

  /** The candidates of one request: each that is coming up by the chance of its share; all when none would be left. */
  thin(candidates: readonly Target[], bound: Target | undefined): readonly Target[] {
    const shares = candidates.map((target) => (target === bound ? 1 : this.shareOf(target)));
    if (shares.every((share) => share === 1)) return candidates;
    const drawn = candidates.filter((_, at) => shares[at] === 1 || this.#random.next() < shares[at]!);
    return drawn.length === 0 ? candidates : drawn;
  }
}
