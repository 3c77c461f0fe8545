import type { Claim, Counter, Reservation } from '../ledger.ts';
import type { CounterRule } from '../rule.ts';

/** First letters of the kinds of rules, as the script knows them. */
const letters = {
  'token-bucket': 't',
  'fixed-window': 'f',
  'sliding-window': 's',
  concurrency: 'c',
  budget: 'b',
} as const satisfies Record<CounterRule['kind'], string>;

/** The words of the script for `spend`. */
export function encodeSpend(claims: readonly Claim[]): string[] {
  const words = ['spend'];
  addClaims(words, claims);
  return words;
}

/** The words of the script for `reserve`. */
export function encodeReserve({ id, holdMs, atExpiry, claims }: Reservation): string[] {
  const words = ['reserve', id, String(holdMs), atExpiry === 'spend' ? 's' : 'r'];
  addClaims(words, claims);
  return words;
}

/** The words of the script for `settle`; without amounts, for `release`. */
export function encodeSettle(id: string, amounts: readonly number[]): string[] {
  return ['settle', id, String(amounts.length), ...amounts.map(String)];
}

/** The words of the script for `read`. */
export function encodeRead(counters: readonly Counter[]): string[] {
  const words = ['read', String(counters.length)];
  for (const { key, rule } of counters) {
    words.push(letters[rule.kind], key);
    addRule(words, rule);
  }
  return words;
}

function addClaims(words: string[], claims: readonly Claim[]): void {
  words.push(String(claims.length));
  for (const { key, rule, amount, enforce } of claims) {
    words.push(letters[rule.kind], key, String(amount), enforce === false ? '0' : '1');
    addRule(words, rule);
  }
}

function addRule(words: string[], rule: CounterRule): void {
  switch (rule.kind) {
    case 'token-bucket':
      words.push(String(rule.capacity), String(rule.refill), String(rule.perMs));
      return;
    case 'fixed-window':
    case 'sliding-window':
      words.push(String(rule.limit), String(rule.windowMs));
      return;
    case 'concurrency':
      words.push(String(rule.limit));
      return;
    case 'budget':
      words.push(String(rule.limit), String(rule.carryMax), String(rule.starts.length), ...rule.starts.map(String));
  }
}
