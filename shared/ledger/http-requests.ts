import {
  array,
  boolean,
  type GenericSchema,
  literal,
  maxLength,
  number,
  object,
  optional,
  picklist,
  pipe,
  string,
  variant,
} from 'valibot';
import type { Claim, Counter, Reservation } from './ledger.ts';
import type { CounterRule } from './rule.ts';

/** What a ledger is asked for over HTTP, as the JSON of a body. Each is a POST to the path of its name. */
export interface LedgerRequests {
  readonly spend: { readonly claims: readonly Claim[] };
  readonly reserve: Reservation;
  readonly settle: { readonly id: string; readonly amounts: readonly number[] };
  readonly release: { readonly id: string };
  readonly read: { readonly counters: readonly Counter[] };
}

/** The name of a request. */
export type LedgerOperation = keyof LedgerRequests;

/** Bytes of a request at most: sixteen claims with the longest keys, and calendars. */
export const mostRequestBytes = 64 * 1024;

/** Counters read at once, so that an answer is bounded too. */
const mostRead = 128;

const rule: GenericSchema<unknown, CounterRule> = variant('kind', [
  object({ kind: literal('token-bucket'), capacity: number(), refill: number(), perMs: number() }),
  object({ kind: picklist(['fixed-window', 'sliding-window']), limit: number(), windowMs: number() }),
  object({ kind: literal('concurrency'), limit: number() }),
  object({ kind: literal('budget'), limit: number(), starts: array(number()), carryMax: number() }),
]);

const claims = array(object({ key: string(), rule, amount: number(), enforce: optional(boolean()) }));

/** The shape of each request; fields that are not known are left out. Which values make sense, the ledger itself says. */
export const ledgerRequests: {
  readonly [Operation in LedgerOperation]: GenericSchema<unknown, LedgerRequests[Operation]>;
} = {
  spend: object({ claims }),
  reserve: object({ id: string(), claims, holdMs: number(), atExpiry: picklist(['spend', 'release']) }),
  settle: object({ id: string(), amounts: array(number()) }),
  release: object({ id: string() }),
  read: object({ counters: pipe(array(object({ key: string(), rule })), maxLength(mostRead)) }),
};
