import { block, type Fields } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { whole } from '../fields/number.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { headerName } from '../forms/header-name.ts';
import { limitKey } from '../forms/limit-key.ts';
import { keyReadingFields } from './key-reading.ts';
import { ownLedger } from './ledger.ts';

const aboutKey =
  'Who shares the limit: `client-ip`, `path`, `route`, `client-ip-and-path`, `global`, `api-key`, `header:<Name>`, `cookie:<name>`, `jwt-claim:<name>`, or several with `+` between.';

/** How many requests, in all the ways it can be said. */
const rates = {
  'max-rps': whole('Requests per second; 100 when no rate is given.', { min: 1, aliases: ['requests-per-second'] }),
  'max-rpm': whole('Requests per minute.', { min: 1, aliases: ['requests-per-minute'] }),
  'max-rph': whole('Requests per hour.', { min: 1, aliases: ['requests-per-hour'] }),
  limit: whole('Requests per `window`.', { min: 1 }),
  window: seconds('Span of time that `limit` is for; a second when absent.', { minMs: 100 }),
  burst: whole(
    'Requests that a token bucket lets through at once, for the shortest of the rates; 10 for `max-rps`, else as many as the rate when absent.',
    { min: 1 },
  ),
} as const satisfies Fields;

const tier = block(
  'Other rates for requests whose `tier-header` has this value.',
  { value: text('Value of the header.', { required: true }), ...rates },
  { required: true, args: ['value'] },
);

/** Who shares a limit. */
export const keyFields = {
  key: text(aboutKey, { default: 'client-ip', form: limitKey }),
} as const satisfies Fields;

/** Options of the `rate-limit` filter. */
export const rateLimitFilter = {
  ...rates,
  algorithm: choice('How it is counted.', ['token-bucket', 'fixed-window', 'sliding-window'], {
    default: 'token-bucket',
  }),
  ...keyFields,
  ...keyReadingFields,
  'shared-by': choice(
    'Whether each route counts by itself, or all routes that name the filter together.',
    ['route', 'filter'],
    {
      default: 'route',
    },
  ),
  'tier-header': text(
    'Header that chooses the tier; it counts only on requests that come through one of `trusted-proxies`.',
    {
      form: headerName,
    },
  ),
  tiers: blocks('Other rates by the value of `tier-header`.', 'tier', tier, { default: [], wrapped: true }),
  'on-limit': choice('What happens to requests above the limit.', ['reject', 'delay', 'log-only'], {
    default: 'reject',
  }),
  'status-code': whole('Status of a rejected request.', { default: 429, min: 400, max: 599 }),
  message: text('What the client is told.', { aliases: ['limit-message'] }),
  'max-delay-ms': milliseconds('Longest delay; 5000 when absent.', { minMs: 0 }),
  headers: choice('Fields that tell clients where they stand.', ['all', 'x-ratelimit', 'ratelimit', 'none'], {
    default: 'all',
    spellings: { none: ['off'] },
  }),
  'max-keys': whole('Counters kept at once, apart from those of others; those of the ledger when absent.', { min: 1 }),
  ledger: ownLedger,
  backend: choice(
    'Where the counts are kept; `ledger` when absent. A store that has to be told its address or file is a `ledger` block.',
    ['local', 'redis', 'memcached', 'durable-object', 'sqlite', 'upstash'],
    { spellings: { local: ['memory'], memcached: ['memcache'] } },
  ),
  'failure-mode': choice(
    'What happens while the store does not answer: `closed` refuses, `open` lets through, `local` counts in this process.',
    ['closed', 'open', 'local'],
    { spellings: { closed: ['fail-closed'], open: ['fail-open'] } },
  ),
  'redis-url': secret('Address of Redis; `redis://127.0.0.1:6379` when absent.'),
  'redis-prefix': text('Beginning of the keys in Redis; `sentinel:ratelimit:` when absent.'),
  'redis-pool-size': whole('Connections to Redis; 10 when absent.', { min: 1 }),
  'redis-timeout-ms': milliseconds('Longest wait for Redis; 50 when absent.'),
  'redis-fallback': flag('Counts here while Redis is away, which it does when absent; else lets through.', {
    aliases: ['redis-fallback-local'],
  }),
  'memcached-url': secret('Address of Memcached; `memcache://127.0.0.1:11211` when absent.'),
  'memcached-prefix': text('Beginning of the keys in Memcached; `sentinel:ratelimit:` when absent.'),
  'memcached-pool-size': whole('Connections to Memcached; 10 when absent.', { min: 1 }),
  'memcached-timeout-ms': milliseconds('Longest wait for Memcached; 50 when absent.'),
  'memcached-fallback': flag('Counts here while Memcached is away, which it does when absent; else lets through.', {
    aliases: ['memcached-fallback-local'],
  }),
  'memcached-ttl': seconds(
    'How long a count is kept in Memcached at least; never shorter than its rate needs it, which is how long when absent.',
  ),
} as const satisfies Fields;
