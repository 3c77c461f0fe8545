import type { HeaderList } from '../../http/header-list.ts';
import { membersOf } from '../../http/members-of.ts';
import { Directives, readDirectives } from './directives.ts';

/** What a response says to this cache. */
export interface SaidToCaches {
  readonly directives: Directives;
  /** It was said to caches of our kind alone: `expires` does not count either (RFC 9213 §2.2). */
  readonly isTargeted: boolean;
}

/** The directives of a response that count here: those of `cdn-cache-control`, else those of `cache-control`. */
export function saidToCaches(headers: HeaderList): SaidToCaches {
  const targeted = headers.joined('cdn-cache-control');
  const directives = targeted === undefined ? undefined : readTargeted(targeted);
  if (directives) return { directives, isTargeted: true };
  return { directives: readDirectives(headers.joined('cache-control')), isTargeted: false };
}

/**
 * Reads a targeted field, which is a dictionary of RFC 8941: stricter than `cache-control`. `undefined` when it is
 * malformed, of the wrong types or empty, and then it does not count at all (RFC 9213 §2.1).
 */
export function readTargeted(value: string): Directives | undefined {
  const found = new Map<string, string | undefined>();
  const members = membersOf(value);
  if (members.length === 1 && members[0] === '') return undefined;
  for (const member of members) {
    const match = memberForm.exec(member);
    if (!match) return undefined;
    const [, name = '', item] = match;
    // `?0` says of a directive that it is not there.
    if (item === '?0') found.delete(name);
    else if (item === undefined || item === '?1') found.set(name, undefined);
    // What it was to say is not known, so that the field says nothing.
    else if (timed.has(name) && !integer.test(item)) return undefined;
    else found.set(name, item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/g, '$1') : item);
  }
  return found.size === 0 ? undefined : new Directives(found);
}

/** A key, perhaps an item (integer, decimal, text, token or boolean), and parameters, which mean nothing here. */
const memberForm =
  /^([a-z*][\w.*-]{0,63})(?:=(-?\d{1,15}(?:\.\d{1,3})?|"(?:[ !#-[\]-~]|\\["\\])*"|[A-Za-z*][!#$%&'*+.^_`|~\w:/-]*|\?[01]))?(?:; *[a-z*][\w.*-]*(?:=[^;,]*)?)*$/;

const integer = /^-?\d+$/;

/** Directives whose argument is a number. */
const timed: ReadonlySet<string> = new Set(['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error']);
