import type { CounterRule, TokenBucket } from './rule.ts';

/** From here on a refill that is rounded down loses less than a thousandth. */
const PRECISE = 1000;

/**
 * The rule of which one process enforces a share alone: the limit times `share`, rounded down, but at least 1, so that a
 * small limit lets a little through rather than nothing. A bucket fills as much slower, or slightly more.
 */
export function shareOfRule(rule: CounterRule, share: number): CounterRule {
  switch (rule.kind) {
    case 'token-bucket':
      return { ...rule, capacity: part(rule.capacity, share), ...slower(rule, share) };
    case 'budget':
      return { ...rule, limit: part(rule.limit, share), carryMax: Math.floor(rule.carryMax * share) };
    default:
      return { ...rule, limit: part(rule.limit, share) };
  }
}

function part(limit: number, share: number): number {
  return limit === 0 ? 0 : Math.max(1, Math.floor(limit * share));
}

/** Less at once where that costs no precision, as a longer time for a large refill is more than a ledger can count. */
function slower({ refill, perMs }: TokenBucket, share: number): Pick<TokenBucket, 'refill' | 'perMs'> {
  const less = Math.floor(refill * share);
  return less >= PRECISE ? { refill: less, perMs } : { refill, perMs: Math.ceil(perMs / share) };
}
