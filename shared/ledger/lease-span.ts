import type { CounterView } from './ledger.ts';
import type { CounterRule } from './rule.ts';

/**
 * For how long, counted from before it was asked for, a slice may be spent as if each part of it were taken at that
 * moment, so that no window ever sees more than its limit: until the window or the period ends, or the tenth of a sliding
 * window that counts it. A bucket does not refill what a slice holds, so there only `holdMs` ends it. 0 where slices
 * cannot be: places are held, not spent.
 */
export function leaseSpanMs(rule: CounterRule, view: CounterView, holdMs: number): number {
  switch (rule.kind) {
    case 'token-bucket':
      return holdMs;
    case 'fixed-window':
    case 'budget':
      return Math.min(holdMs, view.resetMs);
    case 'sliding-window': {
      const tenthMs = Math.ceil(rule.windowMs / 10);
      // What is counted comes back at the ends of tenths, so that this is what is left of the present one.
      const left = view.resetMs % tenthMs;
      return Math.min(holdMs, left === 0 ? tenthMs : left);
    }
    case 'concurrency':
      return 0;
  }
}
