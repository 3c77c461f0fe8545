import type { RequestHead } from '../../http/head.ts';
import { HeaderList } from '../../http/header-list.ts';

/** Where a request may show a key. Names of fields are in lower case. */
export interface KeyPlaces {
  readonly headers: readonly string[];
  readonly query?: string | undefined;
  readonly cookie?: string | undefined;
}

/** A key that a request shows, with the field it stands in, if that is one of its own. */
export interface ShownKey {
  readonly key: string;
  readonly field: readonly [name: string, value: string] | undefined;
}

/** Every key that a request shows, wherever it may; those of a query are decoded. */
export function shownKeys({ headers, query }: RequestHead, places: KeyPlaces): readonly ShownKey[] {
  const found: ShownKey[] = [];
  for (let i = 0; i < headers.flat.length; i += 2) {
    const name = headers.flat[i]!;
    const value = headers.flat[i + 1]!;
    if (places.headers.includes(name)) found.push({ key: bare(name, value), field: [name, value] });
  }
  if (places.cookie !== undefined) {
    for (const key of cookieValues(headers, places.cookie)) found.push({ key, field: undefined });
  }
  if (query !== undefined && places.query !== undefined) found.push(...inQuery(query, places.query));
  return found;
}

/** The request without its keys in query and cookies. */
export function withoutKeys(head: RequestHead, { query, cookie }: KeyPlaces): RequestHead {
  const kept = query === undefined ? head.query : withoutParameter(head.query, query);
  const headers = cookie === undefined ? head.headers : withoutCookie(head.headers, cookie);
  return kept === head.query && headers === head.headers ? head : { ...head, query: kept, headers };
}

/** A key in `authorization` comes after its scheme. */
function bare(name: string, value: string): string {
  const text = value.trim();
  return name === 'authorization' ? text.slice(text.indexOf(' ') + 1).trim() : text;
}

function inQuery(query: string, name: string): ShownKey[] {
  return query.split('&').flatMap((part) => {
    if (parameterName(part) !== name) return [];
    const at = part.indexOf('=');
    return [{ key: at === -1 ? '' : decoded(part.slice(at + 1)), field: undefined }];
  });
}

function withoutParameter(query: string | undefined, name: string): string | undefined {
  if (query === undefined) return undefined;
  const parts = query.split('&');
  const kept = parts.filter((part) => parameterName(part) !== name);
  if (kept.length === parts.length) return query;
  return kept.length === 0 ? undefined : kept.join('&');
}

function parameterName(part: string): string {
  const at = part.indexOf('=');
  return decoded(at === -1 ? part : part.slice(0, at));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // What is not encoded as it should be stands for itself.
    return text;
  }
}

/** Every value that a request has for a cookie; a browser sends several when they were set for several paths. */
export function cookieValues({ flat }: HeaderList, name: string): readonly string[] {
  const values: string[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    if (flat[i] !== 'cookie') continue;
    for (const pair of pairsOf(flat[i + 1]!)) {
      if (cookieName(pair) === name) values.push(pair.slice(pair.indexOf('=') + 1).trim());
    }
  }
  return values;
}

/** The fields without a cookie; the list itself where it is not there. */
export function withoutCookie(headers: HeaderList, name: string): HeaderList {
  const { flat } = headers;
  const kept: string[] = [];
  let changed = false;
  for (let i = 0; i < flat.length; i += 2) {
    const value = flat[i] === 'cookie' ? withoutPair(flat[i + 1]!, name) : flat[i + 1]!;
    changed ||= value !== flat[i + 1];
    if (value !== '' || flat[i] !== 'cookie') kept.push(flat[i]!, value);
  }
  return changed ? new HeaderList(kept) : headers;
}

function withoutPair(field: string, name: string): string {
  const pairs = pairsOf(field);
  const kept = pairs.filter((pair) => cookieName(pair) !== name);
  return kept.length === pairs.length ? field : kept.map((pair) => pair.trim()).join('; ');
}

function pairsOf(field: string): string[] {
  return field.split(';');
}

function cookieName(pair: string): string {
  const at = pair.indexOf('=');
  return at === -1 ? '' : pair.slice(0, at).trim();
}
