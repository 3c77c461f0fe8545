import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { Purge } from '../../shared/cache/cache-store.ts';

/** One that could not be made. */
interface Owed {
  readonly what: Purge;
  readonly how: PurgeHow;
}

/** Purges owed at most; more stand for all there is. */
const mostOwed = 100;

/**
 * Purges that a disk could not make: what was meant is still there, and must not be found once the disk is well again, as
 * it would be after a change by somebody who is told of no purge. They are made before anything is answered.
 */
export class OwedPurges {
  readonly #make: (owed: Owed) => Promise<boolean>;
  #owed: Owed[] = [];
  #isMaking = false;

  /** `make` answers whether it is done. */
  constructor(make: (owed: Owed) => Promise<boolean>) {
    this.#make = make;
  }

  add(owed: Owed): void {
    this.#owed.push(owed);
    if (this.#owed.length > mostOwed) this.#owed = [{ what: { by: 'all' }, how: 'delete' }];
  }

  /** Whether there are none. Begins to make them where there are. */
  areMade(): boolean {
    if (this.#owed.length === 0) return true;
    if (!this.#isMaking) void this.#makeAll();
    return false;
  }

  async #makeAll(): Promise<void> {
    this.#isMaking = true;
    try {
      for (let [first] = this.#owed; first && (await this.#make(first)); [first] = this.#owed) {
        const made = first;
        this.#owed = this.#owed.filter((owed) => owed !== made);
      }
    } finally {
      this.#isMaking = false;
    }
  }
}
