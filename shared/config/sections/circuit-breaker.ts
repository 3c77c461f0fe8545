import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { whole } from '../fields/number.ts';

const rules = {
  'failure-threshold': whole('Failures in a row that open the breaker.', { default: 5, min: 1 }),
  'success-threshold': whole('Successes in a row that close it again.', { default: 2, min: 1 }),
  'timeout-seconds': seconds('How long it stays open.', {
    default: 30,
    aliases: ['recovery-timeout-secs', 'reset-timeout-seconds'],
  }),
  'half-open-max-requests': whole('Requests let through at once while it is tried again.', { default: 1, min: 1 }),
} as const;

/** When the targets of an upstream, or the upstream as a whole, are left alone after failures. */
export const upstreamBreaker = block('Leaves a target alone after failures, and tries it again later.', {
  ...rules,
  per: choice(
    'What has a breaker of its own: each target, the upstream as a whole, or each scope (the root, a namespace, a service) whose routes use it.',
    ['target', 'upstream', 'scope'],
    { default: 'target' },
  ),
});

/** When a route leaves its upstream alone after failures. */
export const routeBreaker = block(
  'Leaves the upstream alone after failures of this route, and tries it again later.',
  rules,
);

/** When an agent is left alone after failures. */
export const circuitBreaker = block('Leaves an agent alone after failures, and tries it again later.', rules);
