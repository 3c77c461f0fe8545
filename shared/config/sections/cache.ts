import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { whole } from '../fields/number.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';

/** Where responses are kept. */
export const cache = block(
  'Where responses are kept.',
  {
    enabled: flag('Switches the cache on.', { default: true }),
    backend: choice('Where.', ['memory', 'disk', 'hybrid'], { default: 'memory' }),
    'max-size': size('All of it together.', { default: 104_857_600 }),
    'eviction-limit': size('Size to which it is cut back.'),
    'lock-timeout': seconds('How long requests wait for another that fetches the same.', { default: 10 }),
    'disk-path': text('Folder, for `disk` and `hybrid`.', { needs: 'files' }),
    'disk-shards': whole('Folders within it.', { default: 16, min: 1 }),
    'disk-max-size': size('Part on disk, for `hybrid`; `max-size` when absent.'),
    'status-header': flag('Tells clients by `Cache-Status` (RFC 9211) what the cache did.', { default: false }),
    'status-header-name': text('Name of the cache in it.', { default: 'sentinel' }),
  },
  { later: true },
);
