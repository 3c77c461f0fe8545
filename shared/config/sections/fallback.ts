import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { wholes } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { pairs } from '../fields/pairs.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { reference } from '../forms/id.ts';
import { provider } from './provider.ts';

const fallbackUpstream = block(
  'An upstream to turn to.',
  {
    id: text('The upstream.', { required: true, form: reference }),
    provider: provider('What it speaks, on AI routes; what the upstream says of itself when absent.'),
    'skip-if-unhealthy': flag('Passes over it while it is unhealthy.', { default: false }),
    'model-mapping': pairs(
      'On AI routes, names of models there, by their names here; `*` stands for anything. A whole name counts first, then the first pattern that fits.',
      { default: {} },
    ),
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
      'on-budget-exhausted': flag('On AI routes, the budget of the client is used up.', { default: false }),
      'on-latency-threshold-ms': milliseconds(
        'The head of its answer takes longer than this; on AI routes also the first content of a stream.',
      ),
      'on-error-codes': wholes('It answers one of these statuses.', { default: [], min: 400, max: 599 }),
      'on-connection-error': flag('It cannot be reached, or breaks off before its answer.', { default: true }),
      'on-broken-answer': flag(
        'On AI routes, it tells of an error in an answer with status 200, or breaks off before its first content.',
      ),
    },
    { default: {} },
  ),
  'retry-non-idempotent': flag(
    'Also sends requests on whose method is not idempotent, though the upstream before may have seen them. When absent, AI routes do and others do not.',
  ),
  'max-replay-bytes': size('Largest request body that is kept for sending on.', { default: 65_536 }),
  reveal: flag('Tells clients by `X-Fallback-…` fields that another upstream answered, which, and why.', {
    default: false,
  }),
  upstreams: blocks('The upstreams, in the order they are tried.', 'fallback-upstream', fallbackUpstream, {
    default: [],
  }),
});
