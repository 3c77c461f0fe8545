import { block } from '../fields/block.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { choices, texts, wholes } from '../fields/list.ts';
import { size } from '../fields/size.ts';

/** What of a route is cached, and for how long. */
export const routeCache = block(
  'What of the route is cached, and for how long, where RFC 9111 alone is not to decide.',
  {
    enabled: flag('Switches the cache on for the route.', { default: false }),
    'default-ttl-secs': seconds(
      'Age up to which a response is fresh that says nothing of it and has a status that may be kept without a word. Absent, heuristics decide: a tenth of the time since its last change, a day at most.',
      { minMs: 0, aliases: ['ttl-secs'] },
    ),
    'max-size-bytes': size('Largest body that is kept.', { default: 10_485_760 }),
    'cache-private': flag('Keeps responses marked `private` too, each for the credentials they were given to.', {
      default: false,
    }),
    'stale-while-revalidate-secs': seconds(
      'How long a stale response is served while it is fetched again, where it does not say so itself. Not at all when absent.',
      { minMs: 0 },
    ),
    'stale-if-error-secs': seconds(
      'How long a stale response is served while the upstream fails, where it does not say so itself. Not at all when absent.',
      { minMs: 0 },
    ),
    'cacheable-methods': choices('Methods that are answered from the cache.', ['GET', 'HEAD'], {
      default: ['GET', 'HEAD'],
      commas: true,
    }),
    'cacheable-status-codes': wholes(
      'Statuses that are kept, if RFC 9111 lets them be; all of those when absent. Partial responses (206) never are: ranges are cut from whole ones.',
      { min: 200, max: 599 },
    ),
    'vary-headers': texts('Request headers that make a response another one, beside those it names itself.', {
      default: [],
      commas: true,
    }),
    'ignore-query-params': texts('Query parameters that make no difference. They are not sent upstream either.', {
      default: [],
      commas: true,
    }),
    'sort-query-params': flag(
      'Takes requests for the same that differ by the order of their query parameters, and sends these sorted by name. Those of one name keep their order.',
      { default: false },
    ),
    'exclude-extensions': texts('File extensions that are never kept, without dot.', { default: [], commas: true }),
    'exclude-paths': texts(
      'Paths that are never kept; `*` stands for anything but a slash, `**` for anything, `?` for one character.',
      { default: [] },
    ),
  },
);
