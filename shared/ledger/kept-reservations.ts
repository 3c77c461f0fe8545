import { Fault } from '../errors/fault.ts';
import type { ReservationPage } from './book-store.ts';
import { ExpiryHeap } from './expiry-heap.ts';

const NONE: readonly string[] = [];

/**
 * At most `most` reservations in memory. Those that are only remembered as settled make room for others, oldest first;
 * those that are held never do, so when all are held the next one fails.
 */
export class KeptReservations {
  readonly #most: number;
  readonly #held = new Map<string, ReservationPage>();
  readonly #settled = new Map<string, ReservationPage>();
  /** Goes on where it was, as a new one would step over all that was deleted before it. */
  #oldest = this.#settled.keys();
  readonly #expiries = new ExpiryHeap();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#held.size + this.#settled.size;
  }

  get(id: string): ReservationPage | undefined {
    return this.#held.get(id) ?? this.#settled.get(id);
  }

  put(id: string, page: ReservationPage): void {
    if (page.isSettled) {
      this.#held.delete(id);
      this.#settled.set(id, page);
      return;
    }
    if (this.size >= this.#most) this.#forgetOldest();
    this.#held.set(id, page);
    this.#expiries.push(page.expiresAt, id);
    if (this.#expiries.size > 2 * this.size + 64) this.#expiries.keep((known) => this.get(known) !== undefined);
  }

  drop(id: string): void {
    this.#held.delete(id);
    this.#settled.delete(id);
  }

  expired(now: number, most: number): readonly string[] {
    if (this.#expiries.first > now) return NONE;
    const ids: string[] = [];
    while (ids.length < most && this.#expiries.first <= now) {
      const id = this.#expiries.pop();
      const page = this.get(id);
      // Forgotten since, or made anew under the same id with a later end.
      if (page !== undefined && page.expiresAt <= now) ids.push(id);
    }
    return ids;
  }

  #forgetOldest(): void {
    let oldest = this.#oldest.next();
    if (oldest.done) {
      this.#oldest = this.#settled.keys();
      oldest = this.#oldest.next();
    }
    if (oldest.done) throw new Fault('ledger_unavailable', { detail: `${this.#most} reservations are held already` });
    this.#settled.delete(oldest.value);
  }
}
