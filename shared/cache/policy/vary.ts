import type { HeaderList } from '../../http/header-list.ts';
import { membersOf } from '../../http/members-of.ts';
import { trimBlanks } from '../../http/trim-blanks.ts';

/** Names that one response may vary by: what varies by more is hardly ever asked for twice. */
const maxNames = 16;

/**
 * The request fields that a response was chosen by, sorted and in lower case; `*` when nobody can say what it was chosen
 * by, so that it answers no other request (RFC 9110 §12.5.5).
 */
export function variedBy(headers: HeaderList): readonly string[] | '*' {
  const value = headers.joined('vary');
  if (value === undefined) return [];
  const names = new Set<string>();
  for (const part of value.split(',')) {
    const name = trimBlanks(part).toLowerCase();
    if (name === '*') return '*';
    if (name !== '') names.add(name);
  }
  return names.size > maxNames ? '*' : [...names].toSorted();
}

/** The names of two responses for the same request, together; `*` when they are too many. */
export function unionOf(one: readonly string[], other: readonly string[]): readonly string[] | '*' {
  const names = new Set([...one, ...other]);
  if (names.size === one.length) return one;
  return names.size > maxNames ? '*' : [...names].toSorted();
}

/**
 * What tells a request from others by these fields: equal for requests that the standard lets be taken for the same
 * (RFC 9111 §4.1).
 */
export function variantOf(names: readonly string[], headers: HeaderList): string {
  let variant = '';
  for (const name of names) {
    const value = headers.joined(name);
    // No value holds a line break, so that none can look like two.
    if (variant !== '') variant += '\n';
    variant += value === undefined ? name : `${name}=${normal(name, value)}`;
  }
  return variant;
}

/**
 * Blanks around commas mean nothing in any field that is a list; in those known to be one, more does not matter. Of others
 * nothing else is left out: an upstream may take `a,` for another value than `a`.
 */
function normal(name: string, value: string): string {
  const members = membersOf(value);
  if (!known.has(name)) return members.join();
  const said = members.filter((member) => member !== '').map(lower);
  return distinct(name === 'accept-encoding' ? accepted(said).toSorted() : said).join();
}

const known: ReadonlySet<string> = new Set(['accept', 'accept-charset', 'accept-encoding', 'accept-language']);

const blanks = /[ \t]+/g;
const nothing = /;q=0(?:\.0{0,3})?$/;

function lower(member: string): string {
  return member.replace(blanks, '').toLowerCase();
}

/** What is refused by name may have been offered but for that, so that it must not be left out beside a star. */
function accepted(members: readonly string[]): readonly string[] {
  if (members.some((member) => member.startsWith('*'))) return members;
  return members.filter((member) => !nothing.test(member) || member.startsWith('identity'));
}

function distinct(members: readonly string[]): string[] {
  return [...new Set(members)];
}
