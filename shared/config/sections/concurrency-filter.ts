import { block, type Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { decimal, whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { limitKey } from '../forms/limit-key.ts';
import { keyReadingFields } from './key-reading.ts';
import { ownLedger } from './ledger.ts';

/** Options of the `concurrency` filter. */
export const concurrencyFilter = {
  limit: whole('Requests under way at once.', { required: true, min: 1, aliases: ['max-concurrent'] }),
  key: text('Who shares the limit, as for `rate-limit`.', { default: 'global', form: limitKey }),
  ...keyReadingFields,
  'shared-by': choice(
    'Who counts together: each route, all routes that name the filter, or those that send to the same upstream.',
    ['route', 'filter', 'upstream'],
    { default: 'route' },
  ),
  'max-waiting': whole('Requests of one key that wait for a place.', { default: 0, aliases: ['queue-size'] }),
  'max-wait-ms': milliseconds('Longest wait for a place.', { default: 1000, aliases: ['queue-timeout-ms'] }),
  'hold-secs': seconds('Time after which a place is free again, should its process be gone.', { default: 3600 }),
  'status-code': whole('Status of a refused request.', { default: 503, min: 400, max: 599 }),
  message: text('What the client is told.'),
  adaptive: block('Finds the limit by itself, up to `limit`: it falls when answers get slower than usual.', {
    least: whole('The limit never falls below.', { default: 4, min: 1, aliases: ['min-limit'] }),
    tolerance: decimal('How many times slower than usual answers may be before the limit falls.', {
      default: 1.5,
      min: 1,
      max: 100,
    }),
  }),
  ledger: ownLedger,
} as const satisfies Fields;
