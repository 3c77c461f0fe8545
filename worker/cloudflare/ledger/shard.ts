import type { Ledger, Reservation, Verdict } from '../../../shared/ledger/ledger.ts';

/** One of several ledgers that together are one. */
export interface Shard extends Ledger {
  /** A reservation of which other shards hold other claims; `places` are those of its claims here, among all of them. */
  reservePart(part: ReservationPart): Verdict | Promise<Verdict>;
  /** Gives back a reservation and forgets its id, so that it may be tried again. */
  undo(id: string): boolean | Promise<boolean>;
}

/** What a shard holds of a reservation. */
export interface ReservationPart {
  readonly reservation: Reservation;
  readonly places: readonly number[];
}
