import { slot } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { noteTold } from '../engine/told-upstream.ts';
import { normalizePath } from '../http/path.ts';
import { isUnderAny, prefixLength, replacePrefix } from './replace-prefix.ts';

/** What `strip-prefix` is told. */
export interface StripPrefixOptions {
  readonly prefixes: readonly string[];
  /** Tells the upstream what was taken away, in `X-Forwarded-Prefix`. */
  readonly forwardedPrefix: boolean;
}

/** Takes the beginning of the path away: the longest of the prefixes that it is under. The path in the log stays. */
export const stripPrefix = defineFilter({
  name: 'strip-prefix',
  create({ prefixes, forwardedPrefix }: StripPrefixOptions) {
    const longestFirst = prefixes
      .map((prefix) => normalizePath(prefix)?.match ?? prefix)
      .sort((a, b) => b.length - a.length);
    const taken = slot<string>();
    return {
      onRequest(exchange) {
        const { request } = exchange;
        const path = pathUnder(request.path, longestFirst);
        if (path === undefined) return undefined;
        const prefix = path.slice(0, prefixLength(path, longestFirst));
        exchange.set(taken, prefix);
        if (forwardedPrefix) noteTold(exchange, ['x-forwarded-prefix', prefix]);
        exchange.request = { ...request, path: replacePrefix(path, longestFirst, '') };
        return undefined;
      },
      onUpstream(exchange, headers) {
        headers.delete('x-forwarded-prefix');
        const prefix = forwardedPrefix ? exchange.get(taken) : undefined;
        if (prefix) headers.append('x-forwarded-prefix', prefix);
      },
    };
  },
});

/** The path in the form that a prefix takes; `undefined` when none does. */
function pathUnder(path: string, prefixes: readonly string[]): string | undefined {
  if (path === '*') return undefined;
  if (isUnderAny(path, prefixes)) return path;
  // The client may have escaped what stands plain in the prefix.
  const plain = normalizePath(path)?.match;
  return plain !== undefined && isUnderAny(plain, prefixes) ? plain : undefined;
}
