import { Fault } from '../errors/fault.ts';
import { normalizePath, plainPath } from '../http/path.ts';
import { compileCaptureMatch } from '../routing/regex/capture-match.ts';
import { withOneSlash } from './one-slash.ts';

/** A pattern over paths, and what stands in place of the paths it matches. */
export interface PathPattern {
  /** The new path; `undefined` when the pattern does not match. Throws a `Fault` when no path comes out. */
  rewrite(path: string): string | undefined;
}

/**
 * Makes a {@link PathPattern}, or says what is wrong with it. In the replacement `$1` and `$<name>` stand for what a group
 * caught, which is nothing where it took no part, and `$$` for a dollar sign. The pattern looks at the path as routes see
 * it, so that an escaped letter makes no difference; what comes out is a path without dot segments, with one slash at its
 * beginning.
 */
export function compilePathPattern(source: string, replacement: string): PathPattern | { readonly problem: string } {
  const compiled = compileCaptureMatch(source);
  if ('problem' in compiled) return compiled;
  const { match } = compiled;
  const pieces = piecesOf(replacement, match.groups);
  if ('problem' in pieces) return pieces;
  return {
    rewrite(path) {
      // The target of `OPTIONS *` is no path.
      if (path === '*') return undefined;
      const plain = plainPath(path);
      const places = match.find(plain);
      if (places === undefined) return undefined;
      let made = '';
      for (const piece of pieces) {
        made +=
          typeof piece === 'string'
            ? piece
            : plain.slice(Math.max(0, places[2 * piece]!), Math.max(0, places[2 * piece + 1]!));
      }
      return rooted(plain.slice(0, places[0]) + made + plain.slice(places[1]));
    },
  };
}

function rooted(path: string): string {
  const normal = normalizePath(path.startsWith('/') ? path : `/${path}`);
  if (normal === undefined) throw new Fault('bad_request', { detail: 'the pattern cuts an escape of the path in two' });
  return withOneSlash(normal.forward);
}

/** Texts, and numbers of groups, in turn. */
function piecesOf(replacement: string, groups: readonly string[]): (string | number)[] | { readonly problem: string } {
  const pieces: (string | number)[] = [];
  let from = 0;
  for (const found of replacement.matchAll(/\$(?:(\$)|(\d{1,2})|<([A-Za-z_]\w*)>)?/g)) {
    const [whole, dollar, number, name] = found;
    pieces.push(escaped(replacement.slice(from, found.index)));
    from = found.index + whole.length;
    if (dollar !== undefined) pieces.push('$');
    else if (number !== undefined) pieces.push(Number(number));
    else if (name !== undefined) pieces.push(groups.indexOf(name) + 1 || -1);
    else return { problem: 'write $$ for a dollar sign, $1 or $<name> for a group' };
    const last = pieces.at(-1)!;
    if (typeof last === 'number' && (last < 0 || last > groups.length)) {
      return { problem: `the pattern has no group ${number ?? name}` };
    }
  }
  pieces.push(escaped(replacement.slice(from)));
  return pieces.filter((piece) => piece !== '');
}

/** As requests carry it: in ASCII. */
function escaped(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
