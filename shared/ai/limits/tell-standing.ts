import type { HeaderList } from '../../http/header-list.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { decimalOf } from '../money/micro-units.ts';
import { endOfRule } from './budget-quota.ts';
import type { BudgetQuota } from './quota.ts';
import { type QuotaStanding, toldView } from './quota-claim.ts';

/**
 * Tells a client how it stands with its limits, in place of whatever the upstream told of its own. Of several limits of
 * one kind the tightest is told.
 */
export function tellStanding(
  headers: HeaderList,
  standings: readonly QuotaStanding[],
  { now, family }: { readonly now: number; readonly family: Dialect['family'] },
): void {
  for (const names of rateNames) {
    const tightest = tightestRate(standings, names.measure);
    if (tightest) tellRate(headers, tightest, { names, now, family });
  }
  let tightest: QuotaStanding | undefined;
  let budgets = 0;
  let isExceeded = false;
  for (const standing of standings) {
    if (standing.claim.quota.kind !== 'budget') continue;
    budgets += 1;
    tightest = tightest ? tighter(tightest, standing) : standing;
    isExceeded ||= toldView(standing).remaining < 0;
  }
  if (!tightest) return;
  tellBudget(headers, tightest, now);
  setOrDelete(headers, 'x-budget-name', budgets > 1 ? tightest.claim.quota.name : undefined);
  setOrDelete(headers, 'x-budget-warning', isExceeded ? 'exceeded' : undefined);
}

/** Of the rates of one measure the one with the least left. */
function tightestRate(standings: readonly QuotaStanding[], measure: RateNames['measure']): QuotaStanding | undefined {
  let tightest: QuotaStanding | undefined;
  for (const standing of standings) {
    const { quota } = standing.claim;
    if (quota.kind !== 'rate' || quota.measure !== measure) continue;
    if (!tightest || standing.view.remaining < tightest.view.remaining) tightest = standing;
  }
  return tightest;
}

/** As OpenAI names them, with the reset as a span (`1m30s`); and as Anthropic does where it is spoken with. */
function tellRate(
  headers: HeaderList,
  { view }: QuotaStanding,
  { names, now, family }: { readonly names: RateNames; readonly now: number; readonly family: Dialect['family'] },
): void {
  const limit = String(view.limit);
  const left = String(Math.max(0, view.remaining));
  const { openai, anthropic } = names;
  headers.set(openai.limit, limit);
  headers.set(openai.remaining, left);
  headers.set(openai.reset, spanOf(view.resetMs));
  if (family !== 'anthropic') return;
  headers.set(anthropic.limit, limit);
  headers.set(anthropic.remaining, left);
  headers.set(anthropic.reset, isoOf(now + finite(view.resetMs)));
}

/** The fields that tell of the limits of one measure, made once. */
const rateNames = (['requests', 'tokens', 'input-tokens', 'output-tokens'] as const).map((measure) => ({
  measure,
  openai: fieldsBy((what) => `x-ratelimit-${what}-${measure}`),
  anthropic: fieldsBy((what) => `anthropic-ratelimit-${measure}-${what}`),
}));

type RateNames = (typeof rateNames)[number];

function fieldsBy(nameOf: (what: string) => string) {
  return { limit: nameOf('limit'), remaining: nameOf('remaining'), reset: nameOf('reset') };
}

function tellBudget(headers: HeaderList, standing: QuotaStanding, now: number): void {
  const { rule } = standing.claim;
  const quota = standing.claim.quota as BudgetQuota;
  const { remaining, resetMs } = toldView(standing);
  headers.set('x-budget-remaining', quota.measure === 'money' ? decimalOf(remaining) : String(remaining));
  setOrDelete(headers, 'x-budget-currency', quota.currency);
  // That of the period it stood so in, which a long answer may have outlived.
  headers.set('x-budget-period-reset', isoOf(endOfRule(rule) ?? now + finite(resetMs)));
}

/** Puts our word, or that we have none, in the place of what the upstream tells of its own. */
export function setOrDelete(headers: HeaderList, name: string, value: string | undefined): void {
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
}

/** The one with the smaller share left. */
function tighter(one: QuotaStanding, other: QuotaStanding): QuotaStanding {
  return shareLeft(other) < shareLeft(one) ? other : one;
}

function shareLeft(standing: QuotaStanding): number {
  const { limit, remaining } = toldView(standing);
  return limit <= 0 ? 0 : remaining / limit;
}

/** `350ms`, `12s`, `6m0s`, `2h0m5s`; rounded up. */
function spanOf(ms: number): string {
  if (!Number.isFinite(ms)) return 'never';
  if (ms < 1000) return `${Math.ceil(ms)}ms`;
  const seconds = Math.ceil(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** Most answers in a row tell the same end of a period. */
function isoOf(at: number): string {
  const second = Math.ceil(at / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1000).toISOString().replace('.000Z', 'Z');
  }
  return lastText;
}

let lastSecond = Number.NaN;
let lastText = '';

function finite(ms: number): number {
  return Number.isFinite(ms) ? ms : 0;
}
