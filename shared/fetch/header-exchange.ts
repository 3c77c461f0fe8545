import { HeaderList } from '../http/header-list.ts';
import type { FetchHost } from './fetch-host.ts';
import { fromWireText, toWireText } from './wire-text.ts';

/** The fields of a `Headers`, as our list. Names come lower case; `set-cookie` fields stay apart. */
export function readHeaders(headers: Headers, { utf8Headers, joinsCookies }: FetchHost): HeaderList {
  const flat: string[] = [];
  for (const [name, value] of headers) {
    const wire = utf8Headers ? toWireText(value) : value;
    flat.push(name, joinsCookies && name === 'cookie' ? splitCookies(wire) : wire);
  }
  return new HeaderList(flat);
}

/** A `Headers` of the fields of our list, repeated ones apart where the runtime keeps them so. */
export function writeHeaders(list: HeaderList, { utf8Headers }: FetchHost): Headers {
  const headers = new Headers();
  const { flat } = list;
  for (let i = 0; i < flat.length; i += 2) {
    const value = flat[i + 1]!;
    headers.append(flat[i]!, utf8Headers ? fromWireText(value) : value);
  }
  return headers;
}

/** A comma before something that looks like the next cookie: neither may stand inside a value (RFC 6265 §4.1.1). */
const cookieJoint = /, (?=[!#$%&'*+\-.^_`|~0-9A-Za-z]+=)/g;

function splitCookies(value: string): string {
  return value.includes(', ') ? value.replace(cookieJoint, '; ') : value;
}
