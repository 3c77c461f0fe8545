import { measureCompression } from '../micro/compression.ts';
import { measureTokens } from '../micro/tokens.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

/** Filters that cost more than the request does. */
export const filters: Section = {
  name: 'filters',
  title: 'Signed tokens and compression, per request',
  async run() {
    const tokens = (await measureTokens()).map(({ algorithm, newMicros, knownMicros }) => [
      ...[algorithm, newMicros.toFixed(0), knownMicros.toFixed(1)],
    ]);
    const codings = (await measureCompression()).map(({ coding, level, smallMicros, middleMicros, speed, share }) => [
      ...[coding, String(level), smallMicros.toFixed(0), middleMicros.toFixed(0), speed.toFixed(0)],
      (share * 100).toFixed(1),
    ]);
    return `What the filter \`jwt\` adds to a request, signature and claims:

${table(['algorithm', 'µs for a token never seen', 'µs for one verified within a minute'], tokens)}

What it takes to compress JSON, four answers at once, in the threads of the runtime:

${table(['coding', 'level', 'µs for 2 KiB', 'µs for 64 KiB', 'MB/s of 1 MiB', '% left'], codings)}`;
  },
};
