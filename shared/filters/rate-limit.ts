import { defineFilter } from '../engine/filter.ts';
import { filterLimit, type RateLimitOptions } from './limits/filter-limit.ts';
import { rateGate } from './limits/rate-gate.ts';

/** Limits how many requests are let through. Those that follow one another on a route are made one gate by the compiler. */
export const rateLimit = defineFilter({
  name: 'rate-limit',
  create(options: RateLimitOptions, parts) {
    return rateGate([filterLimit(options, parts)], parts);
  },
});
