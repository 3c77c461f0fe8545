import { HeaderList } from '../http/header-list.ts';
import type { FetchHost } from './fetch-host.ts';
import { fromWireText, toWireText } from './wire-text.ts';

/** The fields of a `Headers`, as our list. Names come lower case; `set-cookie` fields stay apart. */
export function readHeaders(headers: Headers, { utf8Headers, joinsCookies }: FetchHost): HeaderList {
  const flat: string[] = [];
  // An iterator would cost an object of the runtime for each field.
  headers.forEach((value, name) => {
    const wire = utf8Headers ? toWireText(value) : value;
    flat.push(name, joinsCookies && name === 'cookie' ? splitCookies(wire) : wire);
  });
  return new HeaderList(flat);
}

/**
 * Adds the fields of our list to a `Headers`, repeated ones apart where the runtime keeps them so; those `left` out are
 * not added. One by one: on workerd a list of pairs, as an initial value, costs five times as much.
 */
export function writeHeaders(list: HeaderList, headers: Headers, { utf8Headers }: FetchHost, left = none): void {
  const { flat } = list;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    if (left.has(name)) continue;
    const value = flat[i + 1]!;
    headers.append(name, utf8Headers ? fromWireText(value) : value);
  }
}

const none: ReadonlySet<string> = new Set();

/** A comma before something that looks like the next cookie: neither may stand inside a value (RFC 6265 §4.1.1). */
const cookieJoint = /, (?=[!#$%&'*+\-.^_`|~0-9A-Za-z]+=)/g;

function splitCookies(value: string): string {
  return value.includes(', ') ? value.replace(cookieJoint, '; ') : value;
}
