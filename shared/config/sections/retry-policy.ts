import { block } from '../fields/block.ts';
import { milliseconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { wholes } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { percent } from '../fields/percent.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { hedgeDelay } from '../forms/hedge-delay.ts';

/** Second tries beside the first. */
const hedge = block(
  'Begins a second try at another target while the first one takes long; the first good answer is taken.',
  {
    after: text(
      'Wait before the next try: a span of time, or a percentile of how long answers took in the last minute.',
      { default: 'p95', form: hedgeDelay },
    ),
    'budget-percent': percent('Second tries as a share of the requests of the last 10 seconds.', { default: 10 }),
    'budget-min': whole('Second tries within 10 seconds that are always allowed.', { default: 1 }),
    max: whole('Further tries beside the first, at most.', { default: 1, min: 1, max: 5 }),
  },
  { args: ['after'] },
);

/** When a request is sent again, and how often. */
export const retryPolicy = block('When a request is sent again, and how often.', {
  'max-attempts': whole('Tries in all, the first included.', { default: 3, min: 1, max: 100 }),
  'retryable-status-codes': wholes('Statuses after which the request is sent again.', {
    default: [],
    min: 400,
    max: 599,
  }),
  backoff: milliseconds('Wait before the second try; doubled for each further one.', {
    default: '100ms',
    minMs: 0,
    aliases: ['backoff-base-ms'],
  }),
  'max-backoff': milliseconds('Longest wait between two tries.', {
    default: '2s',
    minMs: 0,
    aliases: ['backoff-max-ms'],
  }),
  'per-attempt-timeout': milliseconds('Longest wait for the head of one answer.', { aliases: ['timeout-ms'] }),
  'retry-non-idempotent': flag('Sends requests again whose method is not idempotent.', { default: false }),
  'budget-percent': percent('Retries as a share of the requests of the last 10 seconds.', { default: 20 }),
  'budget-min': whole('Retries within 10 seconds that are always allowed.', { default: 10 }),
  'max-replay-bytes': size('Largest request body that is kept for sending again.', { default: 65_536 }),
  hedge,
});
