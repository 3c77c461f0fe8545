import type { Clock } from '../../shared/platform/platform.ts';
import type { ReadEntry } from './entry-finder.ts';
import type { SharedIndex } from './shared-index.ts';

/** A use is told when the last one told is older. */
const staleMs = 60_000;
const mostUntold = 256;

/** Which entries are in use: the index is told of many at once, and of none more often than it needs to choose what goes. */
export class Uses {
  readonly #index: SharedIndex;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #untold = new Set<string>();

  constructor(index: SharedIndex, clock: Pick<Clock, 'now'>) {
    this.#index = index;
    this.#clock = clock;
  }

  /** An entry was found. */
  note({ name, entry }: ReadEntry): void {
    const now = this.#clock.now();
    if (now - entry.usedAt < staleMs) return;
    entry.usedAt = now;
    this.#untold.add(name);
    if (this.#untold.size >= mostUntold) this.tell();
  }

  /** Tells what it has not told yet. */
  tell(): void {
    if (this.#untold.size === 0) return;
    const names = [...this.#untold];
    this.#untold.clear();
    this.#index.with((index) => index.use(names, this.#clock.now()));
  }
}
