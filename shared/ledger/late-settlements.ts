import type { Timer, Timers } from '../platform/timers.ts';
import type { Claim } from './ledger.ts';

/** What is still to be told to the ledger. */
export interface Settlement {
  readonly id: string;
  /** `undefined` gives everything back. */
  readonly amounts: readonly number[] | undefined;
  /** What to take in any case when the ledger turns out not to hold the reservation; none when absent. */
  readonly claims?: readonly Claim[];
}

/** How much is kept, and how long. */
export interface LateSettlementsOptions {
  /** Settlements kept at most; a new one then displaces the oldest. */
  readonly most: number;
  /** How long each is tried. */
  readonly keepMs: number;
  /** Time between two tries while the ledger is away. */
  readonly retryMs: number;
}

/** Tells the ledger one thing; false when it could not be told. */
export type Tell = (settlement: Settlement) => Promise<boolean>;

interface Kept {
  readonly settlement: Settlement;
  readonly until: number;
}

/** Settlements that the ledger could not be told at once, told one after another as soon as it answers again. */
export class LateSettlements {
  readonly #options: LateSettlementsOptions;
  readonly #timers: Timers;
  readonly #monotonic: () => number;
  readonly #tell: Tell;
  /** A set keeps their order, and gives up its first cheaply. */
  readonly #kept = new Set<Kept>();
  #timer: Timer | undefined = undefined;
  #telling: Promise<void> | undefined = undefined;
  #lost = 0;

  constructor(options: LateSettlementsOptions, timers: Timers, monotonic: () => number, tell: Tell) {
    this.#options = options;
    this.#timers = timers;
    this.#monotonic = monotonic;
    this.#tell = tell;
  }

  /** Settlements that wait. */
  get size(): number {
    return this.#kept.size;
  }

  /** Settlements given up since the start. */
  get lost(): number {
    return this.#lost;
  }

  add(settlement: Settlement): void {
    if (this.#kept.size >= this.#options.most) this.#lose(this.#kept.values().next().value!);
    this.#kept.add({ settlement, until: this.#monotonic() + this.#options.keepMs });
    this.#timer ??= this.#timers.after(this.#options.retryMs, () => void this.flush());
  }

  /** Tells what waits, until all is told or the ledger fails to answer. */
  flush(): Promise<void> {
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
    return this.#telling;
  }

  /** Stops trying. What still waits is lost. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#lost += this.#kept.size;
    this.#kept.clear();
  }

  async #tellAll(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const kept of this.#kept) {
      if (kept.until < this.#monotonic()) {
        this.#lose(kept);
        continue;
      }
      if (!(await this.#tell(kept.settlement))) break;
      this.#kept.delete(kept);
    }
    if (this.#kept.size > 0) this.#timer ??= this.#timers.after(this.#options.retryMs, () => void this.flush());
  }

  #lose(kept: Kept): void {
    if (this.#kept.delete(kept)) this.#lost += 1;
  }
}
