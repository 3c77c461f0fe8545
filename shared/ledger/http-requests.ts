import * as v from 'valibot';
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

const { number, object, string } = v;

const rule: v.GenericSchema<unknown, CounterRule> = v.variant('kind', [
  object({ kind: v.literal('token-bucket'), capacity: number(), refill: number(), perMs: number() }),
  object({ kind: v.picklist(['fixed-window', 'sliding-window']), limit: number(), windowMs: number() }),
  object({ kind: v.literal('concurrency'), limit: number() }),
  object({ kind: v.literal('budget'), limit: number(), starts: v.array(number()), carryMax: number() }),
]);

const claims = v.array(object({ key: string(), rule, amount: number(), enforce: v.optional(v.boolean()) }));

/** The shape of each request; fields that are not known are left out. Which values make sense, the ledger itself says. */
export const ledgerRequests: {
  readonly [Operation in LedgerOperation]: v.GenericSchema<unknown, LedgerRequests[Operation]>;
} = {
  spend: object({ claims }),
  reserve: object({ id: string(), claims, holdMs: number(), atExpiry: v.picklist(['spend', 'release']) }),
  settle: object({ id: string(), amounts: v.array(number()) }),
  release: object({ id: string() }),
  read: object({ counters: v.pipe(v.array(object({ key: string(), rule })), v.maxLength(mostRead)) }),
};
