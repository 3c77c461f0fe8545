import type { Fields } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { choices, texts } from '../fields/list.ts';
import { decimal, whole } from '../fields/number.ts';
import { size } from '../fields/size.ts';
import { mediaRange } from '../forms/media-range.ts';

const compressed: readonly string[] = [
  'text/html',
  'text/css',
  'text/plain',
  'text/xml',
  'text/javascript',
  'application/json',
  'application/javascript',
  'application/xml',
  'image/svg+xml',
];

/** Options of the `compress` filter. */
export const compressFilter = {
  algorithms: choices(
    'Codings that are offered, the best first; `br`, `zstd` and `gzip` when absent, as far as the runtime has them.',
    ['br', 'zstd', 'gzip', 'deflate'],
    { spellings: { br: ['brotli'] }, commas: true },
  ),
  'min-size': size('Smallest body that is compressed.', { default: 1024, aliases: ['min-length'] }),
  level: whole('How hard to try, from 1 for the fastest to 9 for the smallest.', {
    default: 6,
    min: 1,
    max: 9,
    needs: 'compression-choice',
  }),
  'content-types': texts('Media types that are compressed; streams of events never are.', {
    default: compressed,
    form: mediaRange,
    commas: true,
    aliases: ['types'],
  }),
  'max-concurrent': whole('Responses of a route that are compressed at once; further ones go as they are.', {
    default: 256,
    min: 1,
  }),
} as const satisfies Fields;

/** Options of the `decompress` filter. */
export const decompressFilter = {
  phase: choice('Which bodies are decoded.', ['request', 'response', 'both'], { default: 'request' }),
  'only-when-needed': flag('Leaves responses as they are for clients that can decode them.', { default: false }),
  'max-ratio': decimal('How many times larger a body may become; `max-decompression-ratio` of `limits` when absent.', {
    min: 1,
  }),
  'max-size': size('Largest decoded body; `max-decompressed-size` of `limits` when absent.', { min: 1 }),
} as const satisfies Fields;
