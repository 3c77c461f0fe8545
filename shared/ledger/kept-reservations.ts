import { Fault } from '../errors/fault.ts';
import type { ReservationPage, ReservedEntry } from './book-store.ts';
import { ExpiryHeap } from './expiry-heap.ts';

const NONE: readonly string[] = [];
const NO_ENTRIES: readonly ReservedEntry[] = [];
/**
 * How many are remembered as settled at most. Within a process nobody asks twice but at once, and each that stays is moved
 * about by collections of garbage: with 100,000 of them a reservation and its settlement cost nearly twice as much.
 */
const mostSettled = 64;

/**
 * At most `most` reservations in memory. Those that are only remembered as settled make room for others, oldest first;
 * those that are held never do, so when all are held the next one fails.
 */
export class KeptReservations {
  readonly #most: number;
  readonly #byId = new Map<string, KeptReservation>();
  /** Those that are settled, in a ring: from `#first` on in the order in which they were, with some that were dropped since. */
  readonly #settled: KeptReservation[] = [];
  #first = 0;
  #settledCount = 0;
  /** Of those that are held, and of some that were. */
  readonly #expiries = new ExpiryHeap<KeptReservation>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): ReservationPage | undefined {
    return this.#byId.get(id);
  }

  /** What `get` answered for this id before is of no use any more. */
  put(id: string, page: ReservationPage): void {
    const known = this.#byId.get(id);
    if (page.isSettled) {
      this.#settle(known ?? this.#add(id, page));
      return;
    }
    if (known !== undefined) known.state = 'gone';
    else if (this.size >= this.#most) this.#makeRoom();
    const kept = this.#add(id, page);
    this.#forgetEnds();
    this.#expiries.push(kept);
  }

  drop(id: string): void {
    const known = this.#byId.get(id);
    if (known === undefined) return;
    known.state = 'gone';
    this.#byId.delete(id);
  }

  expired(now: number, most: number): readonly string[] {
    // One each time: so they go as fast as others come, and no operation has to wait for many.
    if (this.#settledCount > 0 && this.#firstSettled.expiresAt <= now) this.#forgetFirst();
    let next = this.#expiries.first;
    if (next === undefined || next.expiresAt > now) return NONE;
    const ids: string[] = [];
    while (ids.length < most && next !== undefined && next.expiresAt <= now) {
      this.#expiries.pop();
      if (isHeld(next)) ids.push(next.id);
      next = this.#expiries.first;
    }
    return ids;
  }

  #add(id: string, page: ReservationPage): KeptReservation {
    const kept = new KeptReservation(id, page);
    this.#byId.set(id, kept);
    return kept;
  }

  get #firstSettled(): KeptReservation {
    return this.#settled[this.#first] as KeptReservation;
  }

  /** In the place of the one that was settled first, once there are as many as are remembered. */
  #settle(kept: KeptReservation): void {
    kept.state = 'settled';
    kept.entries = NO_ENTRIES;
    if (this.#settledCount === mostSettled) this.#forgetFirst();
    this.#settled[(this.#first + this.#settledCount) % mostSettled] = kept;
    this.#settledCount += 1;
  }

  #makeRoom(): void {
    while (this.size >= this.#most) {
      if (this.#settledCount === 0)
        throw new Fault('ledger_unavailable', { detail: `${this.#most} reservations are held already` });
      this.#forgetFirst();
    }
  }

  #forgetFirst(): void {
    const { id, state } = this.#firstSettled;
    if (state === 'settled') this.#byId.delete(id);
    this.#first = (this.#first + 1) % mostSettled;
    this.#settledCount -= 1;
  }

  /** Lets go of the times of those that are no longer held: of the first ones at once, of the others when they are many. */
  #forgetEnds(): void {
    for (let first = this.#expiries.first; first !== undefined && !isHeld(first); first = this.#expiries.first) {
      this.#expiries.pop();
    }
    if (this.#expiries.size > 2 * this.size + 64) this.#expiries.keep(isHeld);
  }
}

class KeptReservation implements ReservationPage {
  readonly id: string;
  readonly expiresAt: number;
  readonly atExpiry: ReservationPage['atExpiry'];
  entries: readonly ReservedEntry[];
  /** `gone`: dropped, or another was made under its id. */
  state: 'held' | 'settled' | 'gone' = 'held';

  constructor(id: string, { expiresAt, atExpiry, entries }: ReservationPage) {
    this.id = id;
    this.expiresAt = expiresAt;
    this.atExpiry = atExpiry;
    this.entries = entries;
  }

  get isSettled(): boolean {
    return this.state === 'settled';
  }
}

function isHeld({ state }: KeptReservation): boolean {
  return state === 'held';
}
