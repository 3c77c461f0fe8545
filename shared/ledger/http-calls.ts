import { type GenericSchema, safeParse } from 'valibot';
import { Fault } from '../errors/fault.ts';
import { ledgerAnswers } from './http-answers.ts';
import type { LedgerOperation, LedgerRequests } from './http-requests.ts';
import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from './ledger.ts';

/** Sends one request of a ledger and gives the text of its answer; rejects with `Fault('ledger_unavailable')`. */
export type SendCall = (operation: string, text: string) => Promise<string>;

/** A ledger behind an HTTP face, however that is reached. */
export class LedgerCalls implements Ledger {
  readonly name: string;
  readonly #send: SendCall;

  constructor(name: string, send: SendCall) {
    this.name = name;
    this.#send = send;
  }

  spend(claims: readonly Claim[]): Promise<Verdict> {
    return this.#ask('spend', { claims: claims.map(plainClaim) }, ledgerAnswers.spend);
  }

  reserve(reservation: Reservation): Promise<Verdict> {
    return this.#ask('reserve', plainReservation(reservation), ledgerAnswers.reserve);
  }

  settle(id: string, amounts: readonly number[]): Promise<boolean> {
    return this.#ask('settle', { id, amounts }, ledgerAnswers.settle);
  }

  release(id: string): Promise<boolean> {
    return this.#ask('release', { id }, ledgerAnswers.release);
  }

  read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    return this.#ask('read', { counters: counters.map(({ key, rule }) => ({ key, rule })) }, ledgerAnswers.read);
  }

  close(): void {}

  #ask<Operation extends LedgerOperation, Answer>(
    operation: Operation,
    request: LedgerRequests[Operation],
    schema: GenericSchema<unknown, Answer>,
  ): Promise<Answer> {
    return askFor(this.#send, operation, request, schema);
  }
}

/** Sends a request as JSON and checks the answer. */
export async function askFor<Answer>(
  send: SendCall,
  operation: string,
  request: unknown,
  schema: GenericSchema<unknown, Answer>,
): Promise<Answer> {
  const text = await send(operation, JSON.stringify(request));
  const answer = safeParse(schema, jsonOf(text));
  if (answer.success) return answer.output;
  throw new Fault('ledger_unavailable', { detail: 'what answered is no ledger' });
}

/** What a ledger is to know of a reservation; claims may carry more. */
export function plainReservation({ id, claims, holdMs, atExpiry }: Reservation): Reservation {
  return { id, claims: claims.map(plainClaim), holdMs, atExpiry };
}

function plainClaim({ key, rule, amount, enforce }: Claim): Claim {
  return enforce === undefined ? { key, rule, amount } : { key, rule, amount, enforce };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
