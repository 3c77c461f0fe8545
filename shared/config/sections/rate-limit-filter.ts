import type { Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { whole } from '../fields/number.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { limitKey } from '../forms/limit-key.ts';

/** Options of the `rate-limit` filter. */
export const rateLimitFilter = {
  'max-rps': whole('Requests per second.', { default: 100, min: 1 }),
  burst: whole('Requests let through at once.', { default: 10, min: 1 }),
  key: text('Who shares the limit: `client-ip`, `path`, `route`, `client-ip-and-path` or `header:<Name>`.', {
    default: 'client-ip',
    form: limitKey,
  }),
  'on-limit': choice('What happens to requests above the limit.', ['reject', 'delay', 'log-only'], {
    default: 'reject',
  }),
  'status-code': whole('Status of a rejected request.', { default: 429, min: 400, max: 599 }),
  message: text('What the client is told.', { aliases: ['limit-message'] }),
  'max-delay-ms': milliseconds('Longest delay.', { default: 5000, minMs: 0 }),
  'max-keys': whole('Clients that are counted at once.', { default: 100_000, min: 1 }),
  backend: choice('Where the counts are kept.', ['local', 'redis', 'memcached'], {
    default: 'local',
    spellings: { memcached: ['memcache'] },
  }),
  'redis-url': secret('Address of Redis.', { default: 'redis://127.0.0.1:6379' }),
  'redis-prefix': text('Beginning of the keys in Redis.', { default: 'sentinel:ratelimit:' }),
  'redis-pool-size': whole('Connections to Redis.', { default: 10, min: 1 }),
  'redis-timeout-ms': milliseconds('Longest wait for Redis.', { default: 50 }),
  'redis-fallback': flag('Counts here while Redis is away.', { default: true, aliases: ['redis-fallback-local'] }),
  'memcached-url': secret('Address of Memcached.', { default: 'memcache://127.0.0.1:11211' }),
  'memcached-prefix': text('Beginning of the keys in Memcached.', { default: 'sentinel:ratelimit:' }),
  'memcached-pool-size': whole('Connections to Memcached.', { default: 10, min: 1 }),
  'memcached-timeout-ms': milliseconds('Longest wait for Memcached.', { default: 50 }),
  'memcached-fallback': flag('Counts here while Memcached is away.', {
    default: true,
    aliases: ['memcached-fallback-local'],
  }),
  'memcached-ttl': seconds('How long a count is kept in Memcached.', { default: 2 }),
} as const satisfies Fields;
