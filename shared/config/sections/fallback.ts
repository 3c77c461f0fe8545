import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { wholes } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { pairs } from '../fields/pairs.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { reference } from '../forms/id.ts';

const fallbackUpstream = block(
  'An upstream to turn to.',
  {
    id: text('The upstream.', { required: true, form: reference }),
    provider: choice('What it speaks.', ['generic', 'openai', 'anthropic'], {
      default: 'generic',
      spellings: { openai: ['open-ai'] },
      later: true,
    }),
    'skip-if-unhealthy': flag('Passes over it while it is unhealthy.', { default: false }),
    'model-mapping': pairs('Names of models there, by their names here; `*` stands for anything.', {
      default: {},
      later: true,
    }),
  },
  { required: true, args: ['id'], short: true },
);

/** Other upstreams for when the first one cannot do it. */
export const fallback = block('Other upstreams for when the first one cannot do it.', {
  'max-attempts': whole('Upstreams that are tried at most, that of the route included.', {
    default: 3,
    min: 2,
    max: 100,
  }),
  triggers: block(
    'What makes the next upstream be tried.',
    {
      'on-health-failure': flag('The upstream has no healthy target.', { default: true }),
      'on-budget-exhausted': flag('Its budget is used up.', { default: false, later: true }),
      'on-latency-threshold-ms': milliseconds('The head of its answer takes longer than this.'),
      'on-error-codes': wholes('It answers one of these statuses.', { default: [], min: 400, max: 599 }),
      'on-connection-error': flag('It cannot be reached, or breaks off before its answer.', { default: true }),
    },
    { default: {} },
  ),
  'retry-non-idempotent': flag(
    'Also sends requests on whose method is not idempotent, though the upstream before may have seen them.',
    { default: false },
  ),
  'max-replay-bytes': size('Largest request body that is kept for sending on.', { default: 65_536 }),
  reveal: flag('Tells clients by `X-Fallback-…` fields that another upstream answered, which, and why.', {
    default: false,
  }),
  upstreams: blocks('The upstreams, in the order they are tried.', 'fallback-upstream', fallbackUpstream, {
    default: [],
  }),
});
