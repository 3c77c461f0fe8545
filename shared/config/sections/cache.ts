import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { whole } from '../fields/number.ts';
import { secret } from '../fields/secret.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';

/** Where responses are kept. */
export const cache = block('Where responses are kept, for all routes that have a cache.', {
  enabled: flag('Switches the cache on; off, no route has one.', { default: true }),
  backend: choice(
    'Where: `hybrid` is memory before a disk, `edge` the cache of the data centre on Workers.',
    ['memory', 'disk', 'hybrid', 'redis', 'edge'],
    {
      default: 'memory',
    },
  ),
  'max-size': size('All of it together; for `hybrid`, the part in memory. 100 MiB when absent, on Workers 32 MiB.'),
  'eviction-limit': size(
    'Size to which it is cut back when it has grown beyond `max-size`; just below it when absent.',
  ),
  'lock-timeout': seconds('How long requests wait for another that fetches the same.', { default: 10 }),
  'disk-path': text('Folder, for `disk` and `hybrid`; it is made where it is missing.', { needs: 'cache-stores' }),
  'disk-shards': whole('Folders within it; 16 when absent.', { min: 1, max: 4096, needs: 'cache-stores' }),
  'disk-max-size': size('Part on disk, for `hybrid`; `max-size` when absent.', { needs: 'cache-stores' }),
  'redis-url': secret('Address of the Redis, `redis://` or `rediss://`; one on this machine when absent.', {
    needs: 'cache-stores',
  }),
  'redis-prefix': text('Beginning of the keys in the Redis; `sentinel:cache:` when absent.', { needs: 'cache-stores' }),
  'status-header': flag('Tells clients by `Cache-Status` (RFC 9211) what the cache did.', { default: false }),
  'status-header-name': text('Name of the cache in it.', { default: 'sentinel' }),
});
