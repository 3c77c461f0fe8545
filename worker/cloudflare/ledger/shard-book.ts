import { Book } from '../../../shared/ledger/book.ts';
import type { Claim, Counter, CounterView, Reservation, Verdict } from '../../../shared/ledger/ledger.ts';
import type { ObjectBookStore } from './object-book-store.ts';
import type { ReservationPart, Shard } from './shard.ts';

/** The shard that one Durable Object keeps. */
export class ShardBook implements Shard {
  readonly name = 'durable-object';
  readonly #store: ObjectBookStore;
  readonly #book: Book;

  constructor(store: ObjectBookStore) {
    this.#store = store;
    this.#book = new Book(this.name, store);
  }

  spend(claims: readonly Claim[]): Verdict {
    return this.#book.spend(claims);
  }

  reserve(reservation: Reservation): Verdict {
    return this.#book.reserve(reservation);
  }

  reservePart({ reservation, places }: ReservationPart): Verdict {
    return this.#store.transaction(() => {
      const verdict = this.#book.reserve(reservation);
      if (verdict.granted) this.#store.places.put(reservation.id, places);
      return verdict;
    });
  }

  settle(id: string, amounts: readonly number[]): boolean {
    return this.#book.settle(id, this.#store.places.amountsHere(id, amounts));
  }

  release(id: string): boolean {
    return this.#book.release(id);
  }

  undo(id: string): boolean {
    return this.#store.transaction(() => {
      const wasHeld = this.#book.release(id);
      this.#store.dropReservation(id);
      return wasHeld;
    });
  }

  read(counters: readonly Counter[]): readonly CounterView[] {
    return this.#book.read(counters);
  }

  close(): void {}
}
