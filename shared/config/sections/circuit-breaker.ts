import { block } from '../fields/block.ts';
import { seconds } from '../fields/duration.ts';
import { whole } from '../fields/number.ts';

/** When an upstream or agent is left alone after failures. */
export const circuitBreaker = block(
  'Leaves a target alone after failures, and tries it again later.',
  {
    'failure-threshold': whole('Failures in a row that open the breaker.', { default: 5, min: 1 }),
    'success-threshold': whole('Successes in a row that close it again.', { default: 2, min: 1 }),
    'timeout-seconds': seconds('How long it stays open.', {
      default: 30,
      aliases: ['recovery-timeout-secs', 'reset-timeout-seconds'],
    }),
    'half-open-max-requests': whole('Requests let through while it is tried again.', { default: 1, min: 1 }),
  },
  { later: true },
);
