import { algorithmOf } from './algorithms/index.ts';
import type { BookStore, CounterPage, ReservationPage, ReservedEntry } from './book-store.ts';
import { checkAmounts, checkCounter, checkReservation, checkSpent } from './check-claims.ts';
import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from './ledger.ts';
import type { CounterRule } from './rule.ts';

/** Expired reservations an operation clears away before it looks: many more than it can add, so that they never pile up. */
const SWEEP = 128;
/** And how many before it refuses anything. */
const SWEEP_BEFORE_REFUSAL = 1024;
/** The kind of what a reservation holds of no counter, as there was no room for one: nothing is settled there. */
const uncounted = 'none';
const noEntries: readonly ReservedEntry[] = [];

/** A ledger kept in a store that answers at once: memory, SQLite, a Durable Object. */
export class Book implements Ledger {
  readonly name: string;
  readonly #store: BookStore;
  readonly #onClose: (() => void) | undefined;
  // What the operation under way was asked for, so that its work needs no closure of its own.
  #claims: readonly Claim[] = [];
  #reservation: Reservation | undefined = undefined;
  #settled = '';
  #amounts: readonly number[] | undefined = undefined;
  /** The page of each claim, while an operation decides; behind them those of earlier ones, as a list that shrinks and grows costs more. */
  readonly #pages: CounterPage[] = [];
  /** Which of them are new, how many that are, and the first of those whose claim may be refused. */
  readonly #isFresh: boolean[] = [];
  #fresh = 0;
  #firstFresh = -1;
  /** Whether new ones are kept. Where not, the claims that are granted all the same count nowhere. */
  #keepsFresh = true;
  #refused = -1;
  #retryAfterMs = 0;
  readonly #work = (): Verdict => this.#takeOrRefuse(this.#claims, this.#reservation);
  readonly #settling = (): boolean => this.#settle(this.#settled, this.#amounts);

  constructor(name: string, store: BookStore, onClose?: () => void) {
    this.name = name;
    this.#store = store;
    this.#onClose = onClose;
  }

  spend(claims: readonly Claim[]): Verdict {
    checkSpent(claims);
    this.#claims = claims;
    this.#reservation = undefined;
    return this.#store.transaction(this.#work);
  }

  reserve(reservation: Reservation): Verdict {
    checkReservation(reservation);
    this.#claims = reservation.claims;
    this.#reservation = reservation;
    return this.#store.transaction(this.#work);
  }

  settle(id: string, amounts: readonly number[]): boolean {
    this.#settled = id;
    this.#amounts = amounts;
    return this.#store.transaction(this.#settling);
  }

  release(id: string): boolean {
    this.#settled = id;
    this.#amounts = undefined;
    return this.#store.transaction(this.#settling);
  }

  read(counters: readonly Counter[]): readonly CounterView[] {
    counters.forEach(checkCounter);
    return this.#store.transaction(() => {
      const now = this.#store.now();
      this.#sweep(now, SWEEP);
      return counters.map((counter) => viewOf(counter, this.#knownPage(counter, now) ?? freshPage(counter, now), now));
    });
  }

  close(): void {
    this.#onClose?.();
  }

  #takeOrRefuse(claims: readonly Claim[], reservation: Reservation | undefined): Verdict {
    const now = this.#store.now();
    const swept = this.#sweep(now, SWEEP);
    if (reservation !== undefined && this.#isKnown(reservation.id, now)) {
      this.#open(claims, now);
      return { granted: true, refused: -1, retryAfterMs: 0, views: this.#views(claims, now) };
    }
    this.#decide(claims, now);
    if (this.#refused >= 0 && swept === SWEEP && this.#sweep(now, SWEEP_BEFORE_REFUSAL) > 0) this.#decide(claims, now);
    const granted = this.#refused < 0;
    if (granted) this.#take(claims, reservation, now);
    return {
      granted,
      refused: this.#refused,
      retryAfterMs: this.#retryAfterMs,
      views: this.#views(claims, now),
    };
  }

  /** Brings the pages of the claims up to date and finds out whether there is room for all. Writes nothing. */
  #decide(claims: readonly Claim[], now: number): void {
    this.#open(claims, now);
    this.#refused = -1;
    this.#retryAfterMs = 0;
    for (let i = 0; i < claims.length; i += 1) {
      const { rule, amount, enforce } = claims[i] as Claim;
      const { numbers } = this.#pages[i] as CounterPage;
      const algorithm = algorithmOf(rule.kind);
      const wanted = Math.max(1, amount);
      if (enforce === false || algorithm.room(numbers, rule) >= wanted) continue;
      this.#refuse(i, algorithm.waitMs(numbers, rule, wanted, now));
    }
    if (this.#fresh === 0 || this.#refused >= 0) return;
    const waitMs = this.#store.counterRoomMs?.(this.#fresh, now) ?? 0;
    this.#keepsFresh = waitMs === 0;
    if (waitMs > 0 && this.#firstFresh >= 0) this.#refuse(this.#firstFresh, waitMs);
  }

  #refuse(index: number, waitMs: number): void {
    if (this.#refused < 0) this.#refused = index;
    this.#retryAfterMs = Math.max(this.#retryAfterMs, waitMs);
  }

  #take(claims: readonly Claim[], reservation: Reservation | undefined, now: number): void {
    if (reservation !== undefined) this.#hold(reservation, now);
    for (let i = 0; i < claims.length; i += 1) {
      const { key, rule, amount } = claims[i] as Claim;
      if ((amount === 0 && reservation === undefined) || !this.#isCounted(i)) continue;
      const page = this.#pages[i] as CounterPage;
      const algorithm = algorithmOf(rule.kind);
      algorithm.take(page.numbers, amount, reservation !== undefined);
      this.#store.putCounter(key, page, algorithm.idleAt(page.numbers));
    }
  }

  #hold({ id, claims, holdMs, atExpiry }: Reservation, now: number): void {
    const entries: ReservedEntry[] = [];
    for (let i = 0; i < claims.length; i += 1) {
      const { key, rule, amount } = claims[i] as Claim;
      const mark = algorithmOf(rule.kind).mark((this.#pages[i] as CounterPage).numbers);
      entries.push({ key, kind: this.#isCounted(i) ? rule.kind : uncounted, amount, mark });
    }
    this.#store.putReservation(id, { expiresAt: now + holdMs, atExpiry, isSettled: false, entries });
  }

  #isCounted(index: number): boolean {
    return this.#keepsFresh || this.#isFresh[index] === false;
  }

  #settle(id: string, amounts: readonly number[] | undefined): boolean {
    const now = this.#store.now();
    this.#sweep(now, SWEEP);
    const page = this.#store.reservation(id);
    if (page === undefined || page.isSettled) return false;
    if (page.expiresAt <= now) {
      this.#expire(id, page);
      return false;
    }
    if (amounts !== undefined) checkAmounts(amounts, page.entries.length);
    const { entries, expiresAt, atExpiry } = page;
    this.#store.putReservation(id, { expiresAt, atExpiry, isSettled: true, entries: noEntries });
    this.#putBack(entries, amounts, now);
    return true;
  }

  /** Settles the entries of a reservation, held until `now`, to `amounts`, or to nothing. */
  #putBack(entries: readonly ReservedEntry[], amounts: readonly number[] | undefined, now: number): void {
    for (let i = 0; i < entries.length; i += 1) {
      const { key, kind, amount, mark } = entries[i] as ReservedEntry;
      const page = this.#store.counter(key);
      if (page === undefined || page.kind !== kind) continue;
      const algorithm = algorithmOf(page.kind as CounterRule['kind']);
      algorithm.catchUp?.(page.numbers, now);
      algorithm.settle(page.numbers, amount, amounts?.[i] ?? 0, mark);
      this.#store.putCounter(key, page, algorithm.idleAt(page.numbers));
    }
  }

  /** Whether the reservation is held, or was settled lately. */
  #isKnown(id: string, now: number): boolean {
    const page = this.#store.reservation(id);
    if (page === undefined) return false;
    if (page.expiresAt > now) return true;
    this.#expire(id, page);
    return false;
  }

  /** Ends expired reservations, at most `most`, and says how many. */
  #sweep(now: number, most: number): number {
    const ids = this.#store.expired(now, most);
    for (const id of ids) {
      const page = this.#store.reservation(id);
      if (page !== undefined) this.#expire(id, page);
    }
    return ids.length;
  }

  /** One that was settled has no entries any more. */
  #expire(id: string, page: ReservationPage): void {
    const { entries, expiresAt, atExpiry } = page;
    this.#store.dropReservation(id);
    this.#putBack(entries, atExpiry === 'spend' ? entries.map(({ amount }) => amount) : undefined, expiresAt);
  }

  #open(claims: readonly Claim[], now: number): void {
    this.#fresh = 0;
    this.#firstFresh = -1;
    this.#keepsFresh = true;
    for (let i = 0; i < claims.length; i += 1) {
      const claim = claims[i] as Claim;
      const known = this.#knownPage(claim, now);
      this.#pages[i] = known ?? freshPage(claim, now);
      this.#isFresh[i] = known === undefined;
      if (known !== undefined) continue;
      this.#fresh += 1;
      if (this.#firstFresh < 0 && claim.enforce !== false) this.#firstFresh = i;
    }
  }

  #knownPage({ key, rule }: Counter, now: number): CounterPage | undefined {
    const page = this.#store.counter(key);
    if (page === undefined || page.kind !== rule.kind) return undefined;
    algorithmOf(rule.kind).advance(page.numbers, rule, now);
    return page;
  }

  #views(claims: readonly Claim[], now: number): CounterView[] {
    const views: CounterView[] = [];
    for (let i = 0; i < claims.length; i += 1) {
      views.push(viewOf(claims[i] as Claim, this.#pages[i] as CounterPage, now));
    }
    return views;
  }
}

function freshPage({ rule }: Counter, now: number): CounterPage {
  return { kind: rule.kind, numbers: algorithmOf(rule.kind).fresh(rule, now) };
}

function viewOf({ rule }: Counter, { numbers }: CounterPage, now: number): CounterView {
  return algorithmOf(rule.kind).view(numbers, rule, now);
}
