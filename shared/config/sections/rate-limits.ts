import { block } from '../fields/block.ts';
import { whole } from '../fields/number.ts';
import { keyFields } from './rate-limit-filter.ts';

/** Limits for all routes. */
export const rateLimits = block('Limits for all routes.', {
  'default-rps': whole('Requests per second of each route without a limit of its own.', { min: 1 }),
  'default-burst': whole('Requests that such a route lets through at once; 10 when absent.', { min: 1 }),
  ...keyFields,
  global: block('A limit over everything.', {
    'max-rps': whole('Requests per second.', { required: true, min: 1 }),
    burst: whole('Requests let through at once.', { default: 10, min: 1 }),
    ...keyFields,
  }),
});
