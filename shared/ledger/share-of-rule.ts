import type { CounterRule } from './rule.ts';

/**
 * The rule of which one process enforces a share alone: the limit times `share`, rounded down, but at least 1, so that a
 * small limit lets a little through rather than nothing. A bucket fills as much slower.
 */
export function shareOfRule(rule: CounterRule, share: number): CounterRule {
  switch (rule.kind) {
    case 'token-bucket':
      return { ...rule, capacity: part(rule.capacity, share), perMs: Math.ceil(rule.perMs / share) };
    case 'budget':
      return { ...rule, limit: part(rule.limit, share), carryMax: Math.floor(rule.carryMax * share) };
    default:
      return { ...rule, limit: part(rule.limit, share) };
  }
}

function part(limit: number, share: number): number {
  return limit === 0 ? 0 : Math.max(1, Math.floor(limit * share));
}
