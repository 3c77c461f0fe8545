import { block } from '../fields/block.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts, wholes } from '../fields/list.ts';
import { size } from '../fields/size.ts';

/** What of a route is cached, and for how long. */
export const routeCache = block(
  'What of the route is cached, and for how long.',
  {
    enabled: flag('Switches the cache on for the route.', { default: false }),
    'default-ttl-secs': seconds('Age up to which a response without `Cache-Control` is fresh.', {
      default: 3600,
      minMs: 0,
      aliases: ['ttl-secs'],
    }),
    'max-size-bytes': size('Largest response that is kept.', { default: 10_485_760 }),
    'cache-private': flag('Keeps responses marked `private` too.', { default: false }),
    'stale-while-revalidate-secs': seconds('How long a stale response is served while it is fetched again.', {
      default: 60,
      minMs: 0,
    }),
    'stale-if-error-secs': seconds('How long a stale response is served while the upstream fails.', {
      default: 300,
      minMs: 0,
    }),
    'cacheable-methods': texts('Methods whose responses are kept.', { default: ['GET', 'HEAD'], commas: true }),
    'cacheable-status-codes': wholes('Statuses that are kept.', {
      default: [200, 203, 204, 206, 300, 301, 308, 404, 410],
      min: 100,
      max: 599,
    }),
    'vary-headers': texts('Request headers that make a response another one.', { default: [], commas: true }),
    'ignore-query-params': texts('Query parameters that make no difference.', { default: [], commas: true }),
    'exclude-extensions': texts('File extensions that are never kept, without dot.', { default: [], commas: true }),
    'exclude-paths': texts('Paths that are never kept; `*` stands for one segment, `**` for any, `?` for a letter.', {
      default: [],
    }),
  },
  { later: true },
);
