/** One path in two forms. */
export interface NormalPath {
  /** As it is sent on: dot segments resolved, everything else as it came. */
  readonly forward: string;
  /** As routes and policies see it: also unreserved characters decoded, and the other escapes in capitals. */
  readonly match: string;
}

/**
 * The path without dot segments, in both their spellings (`..`, `%2e%2e`); above the root there is nothing, so `/..`
 * is `/`. Escaped slashes and backslashes and empty segments stay what they are (RFC 3986 §6.2.2). `undefined` when
 * the path holds what none may hold: a backslash, `#`, `?`, a blank or control character, a broken escape, `%00`, or
 * a character that is no byte. To compare a configured path with `match`, take it through here too.
 */
export function normalizePath(path: string): NormalPath | undefined {
  if (path.charCodeAt(0) !== slash) return path === '*' ? { forward: path, match: path } : undefined;
  let isPlain = true;
  let before = slash;
  for (let i = 1; i < path.length; i += 1) {
    const code = path.charCodeAt(i);
    if (code <= 0x20 || code === backslash || code === hash || code === question || code === 0x7f || code > 0xff) {
      return undefined;
    }
    if (code === percent || code > 0x7f || (code === dot && before === slash)) isPlain = false;
    before = code;
  }
  if (isPlain) return { forward: path, match: path };
  if (brokenEscape.test(path)) return undefined;
  const forward = dotSegment.test(path) ? withoutDots(path) : path;
  return { forward, match: forward.replace(escapeOrByte, plainest) };
}

/** The path as routes and policies see it; as it came where it holds what none may hold. */
export function plainPath(path: string): string {
  return normalizePath(path)?.match ?? path;
}

const hash = 35;
const percent = 37;
const dot = 46;
const slash = 47;
const question = 63;
const backslash = 92;

const brokenEscape = /%(?![\da-f]{2})|%00/i;
const dotSegment = /\/(?:\.|%2e){1,2}(?:\/|$)/i;
const escapeOrByte = /%[\da-f]{2}|[\x80-\xff]/gi;
const unreserved = /[\w.~-]/;

function withoutDots(path: string): string {
  const segments = path.slice(1).split('/');
  const kept: string[] = [];
  for (let i = 0; i < segments.length; i += 1) {
    const segment = segments[i]!;
    const dots = dotsOf(segment);
    if (dots === 0) kept.push(segment);
    if (dots === 2) kept.pop();
    // A path that ends in dots names a folder.
    if (dots > 0 && i === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}

/** 1 for `.`, 2 for `..`, 0 for any other segment. */
function dotsOf(segment: string): 0 | 1 | 2 {
  if (segment.length > 6) return 0;
  const plain = segment.replace(/%2e/gi, '.');
  if (plain === '.') return 1;
  return plain === '..' ? 2 : 0;
}

function plainest(text: string): string {
  if (text.length === 1) return `%${text.charCodeAt(0).toString(16).toUpperCase()}`;
  const character = String.fromCharCode(Number.parseInt(text.slice(1), 16));
  return unreserved.test(character) ? character : text.toUpperCase();
}
