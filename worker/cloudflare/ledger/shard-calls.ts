import { ledgerAnswers } from '../../../shared/ledger/http-answers.ts';
import { askFor, LedgerCalls, plainReservation, type SendCall } from '../../../shared/ledger/http-calls.ts';
import type { Claim, Counter, CounterView, Reservation, Verdict } from '../../../shared/ledger/ledger.ts';
import type { ReservationPart, Shard } from './shard.ts';
import type { ShardOperation } from './shard-requests.ts';

/** A shard behind its HTTP face. */
export class ShardCalls implements Shard {
  readonly name = 'durable-object';
  readonly #send: SendCall;
  readonly #calls: LedgerCalls;

  constructor(send: SendCall) {
    this.#send = send;
    this.#calls = new LedgerCalls(this.name, send);
  }

  spend(claims: readonly Claim[]): Promise<Verdict> {
    return this.#calls.spend(claims);
  }

  reserve(reservation: Reservation): Promise<Verdict> {
    return this.#calls.reserve(reservation);
  }

  reservePart({ reservation, places }: ReservationPart): Promise<Verdict> {
    const operation: ShardOperation = 'reserve-part';
    const request = { reservation: plainReservation(reservation), places };
    return askFor(this.#send, operation, request, ledgerAnswers.reserve);
  }

  settle(id: string, amounts: readonly number[]): Promise<boolean> {
    return this.#calls.settle(id, amounts);
  }

  release(id: string): Promise<boolean> {
    return this.#calls.release(id);
  }

  undo(id: string): Promise<boolean> {
    const operation: ShardOperation = 'undo';
    return askFor(this.#send, operation, { id }, ledgerAnswers.release);
  }

  read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    return this.#calls.read(counters);
  }

  close(): void {}
}
