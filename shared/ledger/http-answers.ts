import { array, boolean, type GenericSchema, nullable, number, object, pipe, transform } from 'valibot';
import type { LedgerOperation } from './http-requests.ts';
import type { CounterView, Verdict } from './ledger.ts';

/** What a ledger answers over HTTP. */
export interface LedgerAnswers {
  readonly spend: Verdict;
  readonly reserve: Verdict;
  readonly settle: boolean;
  readonly release: boolean;
  readonly read: readonly CounterView[];
}

/** Bytes of an answer at most. */
export const mostAnswerBytes = 16 * 1024;

/** JSON writes `Infinity` as null. */
const span = pipe(
  nullable(number()),
  transform((ms) => ms ?? Number.POSITIVE_INFINITY),
);
const views = array(object({ limit: number(), remaining: number(), resetMs: span }));
const verdict = object({ granted: boolean(), refused: number(), retryAfterMs: span, views });

/** What each answer must look like. */
export const ledgerAnswers: {
  readonly [Operation in LedgerOperation]: GenericSchema<unknown, LedgerAnswers[Operation]>;
} = { spend: verdict, reserve: verdict, settle: boolean(), release: boolean(), read: views };
