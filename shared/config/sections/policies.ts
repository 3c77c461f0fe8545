import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { whole } from '../fields/number.ts';
import { size } from '../fields/size.ts';
import { headerPolicy } from './header-policy.ts';
import { keyFields } from './rate-limit-filter.ts';
import { routeCache } from './route-cache.ts';

/** What holds for every request of a route. */
export const policies = block(
  'What holds for every request of the route.',
  {
    'request-headers': block('Changes of the headers sent to the upstream.', headerPolicy, { default: {} }),
    'response-headers': block('Changes of the headers sent to the client.', headerPolicy, { default: {} }),
    'timeout-secs': seconds('Longest time for the whole exchange; that of the upstream when absent.'),
    'max-body-size': size('Largest request body; that of `limits` when absent.'),
    'failure-mode': choice('What happens when a part outside, such as an agent, fails.', ['closed', 'open'], {
      default: 'closed',
      spellings: { closed: ['fail-closed'], open: ['fail-open'] },
      later: true,
    }),
    'buffer-requests': flag('Takes in the whole request body before the upstream is asked.', {
      default: false,
      later: true,
    }),
    'buffer-responses': flag('Takes in the whole response body before the client is answered.', {
      default: false,
      later: true,
    }),
    'rate-limit': block('How many requests are let through.', {
      'requests-per-second': whole('Requests per second.', { required: true, min: 1, aliases: ['max-rps'] }),
      burst: whole('Requests let through at once.', { default: 10, min: 1 }),
      ...keyFields,
    }),
    cache: routeCache,
  },
  { default: {} },
);
