import type { Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import { normalizePath } from '../http/path.ts';
import { compilePathPattern } from './path-pattern.ts';
import { isUnderAny, replacePrefix } from './replace-prefix.ts';

/** How a filter changes the path. A full path goes before a pattern, and a pattern before a prefix. */
export interface NewPathOptions {
  readonly replaceFullPath?: string | undefined;
  /** What stands in place of the longest `path-prefix` of the route that the path is under. */
  readonly replacePrefixMatch?: string | undefined;
  /** The path is changed where this matches it, to what `replaceRegexMatch` makes of its groups. */
  readonly pathRegex?: string | undefined;
  readonly replaceRegexMatch?: string | undefined;
}

/**
 * Makes the rule by which a request gets its new path; without options it keeps the old. `undefined`: the pattern does
 * not match, and the filter leaves the request alone.
 */
export function newPathRule(options: NewPathOptions): (exchange: Routed) => string | undefined {
  const { replaceFullPath, replacePrefixMatch, pathRegex, replaceRegexMatch } = options;
  if (replaceFullPath !== undefined) {
    const path = normalLiteral(replaceFullPath);
    return () => path;
  }
  if (pathRegex !== undefined && replaceRegexMatch !== undefined) {
    const pattern = compilePathPattern(pathRegex, replaceRegexMatch);
    if ('problem' in pattern) throw new Fault('internal', { detail: pattern.problem });
    return ({ request }) => pattern.rewrite(request.path);
  }
  if (replacePrefixMatch === undefined) return ({ request }) => request.path;
  const replacement = normalLiteral(replacePrefixMatch).replace(/\/+$/, '');
  return (exchange) => withPrefixReplaced(exchange, replacement);
}
/** A configured path as requests carry it: from its first slash, without dot segments, in ASCII. */
function normalLiteral(text: string): string {
  const rooted = text.startsWith('/') ? text : `/${text}`;
  const path = normalizePath(rooted.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent));
  if (path === undefined) throw new Fault('internal', { detail: `${JSON.stringify(text)} is not a path` });
  return path.forward;
}

function withPrefixReplaced({ request, routing }: Routed, replacement: string): string {
  const { path } = request;
  // The target of `OPTIONS *` is no path and is under none.
  if (path === '*') return path;
  const { prefixes } = routing.route;
  if (isUnderAny(path, prefixes)) return replacePrefix(path, prefixes, replacement);
  // The client may have escaped what stands plain in the prefix: the route matched all the same.
  return replacePrefix(normalizePath(path)?.match ?? path, prefixes, replacement);
}
