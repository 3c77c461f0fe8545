import type { BookStore, CounterPage, ReservationPage } from './book-store.ts';
import { KeptCounters } from './kept-counters.ts';
import { KeptReservations } from './kept-reservations.ts';

/** How much a memory store keeps. */
export interface MemoryBounds {
  /** About 0.3 KB each. New keys are refused when so many are in use. */
  readonly maxCounters: number;
  /** About 0.4 KB each. A reservation more is a fault. */
  readonly maxReservations: number;
}

/** A store in the memory of one process, bounded; several books may share it. */
export class MemoryStore implements BookStore {
  readonly #now: () => number;
  /** The time of the operation under way, as every one begins by asking. */
  #current = 0;
  readonly #counters: KeptCounters;
  readonly #reservations: KeptReservations;

  /** `now` must never go back: `SteadyNow`. */
  constructor(now: () => number, { maxCounters, maxReservations }: MemoryBounds) {
    this.#now = now;
    this.#counters = new KeptCounters(maxCounters);
    this.#reservations = new KeptReservations(maxReservations);
  }

  /** What is kept now, for metrics. */
  sizes(): { readonly counters: number; readonly reservations: number } {
    return { counters: this.#counters.size, reservations: this.#reservations.size };
  }

  now(): number {
    this.#current = this.#now();
    return this.#current;
  }

  /** The book writes nothing before it knows that it will write all; so nothing has to be undone. */
  transaction<T>(work: () => T): T {
    return work();
  }

  counter(key: string): CounterPage | undefined {
    return this.#counters.get(key);
  }

  putCounter(key: string, page: CounterPage, idleAt: number): void {
    this.#counters.put(key, page, idleAt, this.#current);
  }

  counterRoomMs(more: number, now: number): number {
    return this.#counters.roomMs(more, now);
  }

  reservation(id: string): ReservationPage | undefined {
    return this.#reservations.get(id);
  }

  putReservation(id: string, page: ReservationPage): void {
    this.#reservations.put(id, page);
  }

  dropReservation(id: string): void {
    this.#reservations.drop(id);
  }

  expired(now: number, most: number): readonly string[] {
    return this.#reservations.expired(now, most);
  }
}
