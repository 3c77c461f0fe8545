import { Fault } from '../errors/fault.ts';
import type { Claim, Counter, Reservation } from './ledger.ts';
import type { CounterRule, TokenBucket } from './rule.ts';

const MAX_CLAIMS = 16;
const MAX_KEY_LENGTH = 512;
const MAX_ID_LENGTH = 64;
const MIN_STARTS = 3;
/** A year: longer ones are budgets. Ten of them fit between the epoch and now, so no tenth is before it. */
const MAX_WINDOW_MS = 366 * 86_400_000;

/** Throws an `internal` fault for claims that break the contract of the ledger: a mistake of the caller, not of a client. */
export function checkClaims(claims: readonly Claim[]): void {
  if (claims.length < 1 || claims.length > MAX_CLAIMS) throw wrong(`${claims.length} claims at once`);
  for (let i = 0; i < claims.length; i += 1) {
    const claim = claims[i] as Claim;
    checkCounter(claim);
    if (!isAmount(claim.amount)) throw wrong(`the amount ${claim.amount} of ${claim.key}`);
    for (let j = 0; j < i; j += 1) if (claims[j]?.key === claim.key) throw wrong(`two claims of ${claim.key}`);
  }
}

/** Throws for claims that cannot be taken for good: a place of a concurrency rule would never come back. */
export function checkSpent(claims: readonly Claim[]): void {
  checkClaims(claims);
  for (const { key, rule } of claims) if (rule.kind === 'concurrency') throw wrong(`a place of ${key} spent for good`);
}

/** Throws for a reservation that breaks the contract. */
export function checkReservation({ id, claims, holdMs }: Reservation): void {
  if (id.length < 1 || id.length > MAX_ID_LENGTH) throw wrong('the length of an id');
  if (!Number.isSafeInteger(holdMs) || holdMs < 1) throw wrong(`a hold of ${holdMs} ms`);
  checkClaims(claims);
}

/** Throws unless there is one amount for each of the claims of a reservation. */
export function checkAmounts(amounts: readonly number[], claims: number): void {
  if (amounts.length !== claims) throw wrong(`${amounts.length} amounts for ${claims} claims`);
  for (const amount of amounts) if (!isAmount(amount)) throw wrong(`the amount ${amount}`);
}

/** Throws for a key or a rule that cannot be counted. */
export function checkCounter({ key, rule }: Counter): void {
  if (key.length < 1 || key.length > MAX_KEY_LENGTH) throw wrong('the length of a key');
  if (!isCountable(rule)) throw wrong(`the rule of ${key}: ${rule.kind}`);
}

function isCountable(rule: CounterRule): boolean {
  switch (rule.kind) {
    case 'token-bucket':
      return isAmount(rule.capacity) && isExact(rule);
    case 'fixed-window':
    case 'sliding-window':
      return isAmount(rule.limit) && isSpan(rule.windowMs) && rule.windowMs <= MAX_WINDOW_MS;
    case 'concurrency':
      return isAmount(rule.limit);
    case 'budget':
      return isAmount(rule.limit) && isAmount(rule.carryMax) && areStarts(rule.starts);
    default:
      return false;
  }
}

/** Whether the fractions of a refill stay whole numbers. */
function isExact({ refill, perMs }: TokenBucket): boolean {
  return isSpan(refill) && isSpan(perMs) && perMs * (Math.min(refill, perMs) + 1) <= Number.MAX_SAFE_INTEGER;
}

function areStarts(starts: readonly number[]): boolean {
  if (starts.length < MIN_STARTS) return false;
  for (let i = 1; i < starts.length; i += 1) {
    if (!((starts[i] as number) > (starts[i - 1] as number))) return false;
  }
  return isAmount(starts[0] as number) && isAmount(starts[starts.length - 1] as number);
}

function isSpan(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function wrong(what: string): Fault {
  return new Fault('internal', { detail: `the ledger was asked for something it cannot count: ${what}` });
}
