import * as v from 'valibot';
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
const span = v.pipe(
  v.nullable(v.number()),
  v.transform((ms) => ms ?? Number.POSITIVE_INFINITY),
);
const views = v.array(v.object({ limit: v.number(), remaining: v.number(), resetMs: span }));
const verdict = v.object({ granted: v.boolean(), refused: v.number(), retryAfterMs: span, views });

/** What each answer must look like. */
export const ledgerAnswers: {
  readonly [Operation in LedgerOperation]: v.GenericSchema<unknown, LedgerAnswers[Operation]>;
} = { spend: verdict, reserve: verdict, settle: v.boolean(), release: v.boolean(), read: views };
