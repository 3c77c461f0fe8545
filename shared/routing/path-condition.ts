import { normalizePath } from '../http/path.ts';
import { compileRegex, type SafeRegex } from './safe-regex.ts';

/** One alternative of what a route wants of the path. */
export type PathCondition =
  | { readonly kind: 'exact'; readonly path: string }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'regex'; readonly regex: SafeRegex };

/** Whether the normalised path is one that the condition takes. */
export function pathHolds(condition: PathCondition, path: string): boolean {
  switch (condition.kind) {
    case 'exact':
      return path === condition.path;
    case 'prefix':
      return isUnder(condition.prefix, path);
    case 'regex':
      return condition.regex.test(path);
  }
}

/** Whether the prefix takes the path: `/api` takes `/api` and `/api/x`, not `/apiary`; `/api/` takes what begins so. */
export function isUnder(prefix: string, path: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return path.length === prefix.length || prefix.endsWith('/') || path[prefix.length] === '/';
}

/** A condition read from the configuration, or what is wrong with it. */
export type ReadPath = { readonly condition: PathCondition } | { readonly problem: string };

/** Takes this path alone. */
export function readPath(text: string): ReadPath {
  // The request target of `OPTIONS *`.
  if (text === '*') return { condition: { kind: 'exact', path: text } };
  const read = normalLiteral(text);
  return 'problem' in read ? read : { condition: { kind: 'exact', path: read.path } };
}

/** Takes what is under this path. */
export function readPathPrefix(text: string): ReadPath {
  const read = normalLiteral(text);
  return 'problem' in read ? read : { condition: { kind: 'prefix', prefix: read.path } };
}

/** Takes the paths that the expression matches. */
export function readPathRegex(source: string): ReadPath {
  const compiled = compileRegex(source);
  return 'problem' in compiled ? compiled : { condition: { kind: 'regex', regex: compiled.regex } };
}

/** The path in the form that the paths of requests are brought into, else nothing would ever equal it. */
function normalLiteral(text: string): { readonly path: string } | { readonly problem: string } {
  if (!text.startsWith('/')) return { problem: 'a path begins with /' };
  if (/[?#]/.test(text)) return { problem: 'a path ends before ? or #; match the query by query-param' };
  const normal = normalizePath(text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent));
  return normal === undefined ? { problem: 'this is not a valid path' } : { path: normal.match };
}
