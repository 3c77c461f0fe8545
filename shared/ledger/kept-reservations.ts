import { Fault } from '../errors/fault.ts';
import type { ReservationPage } from './book-store.ts';
import { ExpiryHeap } from './expiry-heap.ts';

const NONE: readonly string[] = [];
/**
 * How many are remembered as settled at most. Within a process nobody asks twice but at once, and each that stays is moved
 * about by collections of garbage: with 100,000 of them a reservation and its settlement cost nearly twice as much.
 */
const mostSettled = 256;

/**
 * At most `most` reservations in memory. Those that are only remembered as settled make room for others, oldest first;
 * those that are held never do, so when all are held the next one fails.
 */
export class KeptReservations {
  readonly #most: number;
  readonly #held = new Map<string, ReservationPage>();
  /** Until when each is remembered, and no more: what stays for long costs every collection of garbage. */
  readonly #settled = new Map<string, number>();
  /** Goes on behind `#first`, as a new one would step over all that was deleted before it. */
  #following = this.#settled.keys();
  /** The one that was settled first, and until when it is remembered. */
  #first: string | undefined = undefined;
  #firstUntil = Infinity;
  /** Of those that are held, and of some that were. */
  readonly #expiries = new ExpiryHeap();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#held.size + this.#settled.size;
  }

  get(id: string): ReservationPage | undefined {
    const held = this.#held.get(id);
    if (held !== undefined) return held;
    const until = this.#settled.get(id);
    return until === undefined ? undefined : { expiresAt: until, atExpiry: 'release', isSettled: true, entries: [] };
  }

  put(id: string, page: ReservationPage): void {
    if (page.isSettled) {
      this.#held.delete(id);
      this.#settled.set(id, page.expiresAt);
      if (this.#first === undefined) this.#moveOn();
      if (this.#settled.size > mostSettled) this.#forgetFirst();
      return;
    }
    if (this.size >= this.#most) this.#makeRoom();
    this.#held.set(id, page);
    this.#expiries.push(page.expiresAt, id);
    if (this.#expiries.size > 2 * this.#held.size + 64) this.#expiries.keep((known) => this.#held.has(known));
  }

  drop(id: string): void {
    this.#held.delete(id);
    this.#settled.delete(id);
    if (id === this.#first) this.#moveOn();
  }

  expired(now: number, most: number): readonly string[] {
    // One each time: so they go as fast as others come, and no operation has to wait for many.
    if (this.#firstUntil <= now) this.#forgetFirst();
    if (this.#expiries.first > now) return NONE;
    const ids: string[] = [];
    while (ids.length < most && this.#expiries.first <= now) {
      const id = this.#expiries.pop();
      const page = this.#held.get(id);
      // Settled since, or made anew under the same id with a later end.
      if (page !== undefined && page.expiresAt <= now) ids.push(id);
    }
    return ids;
  }

  #makeRoom(): void {
    if (this.#first === undefined)
      throw new Fault('ledger_unavailable', { detail: `${this.#most} reservations are held already` });
    this.#forgetFirst();
  }

  #forgetFirst(): void {
    this.#settled.delete(this.#first as string);
    this.#moveOn();
  }

  #moveOn(): void {
    let next = this.#following.next();
    if (next.done) {
      this.#following = this.#settled.keys();
      next = this.#following.next();
    }
    this.#first = next.value;
    this.#firstUntil = next.done ? Infinity : (this.#settled.get(next.value) as number);
  }
}
