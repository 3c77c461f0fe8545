import type { HeaderList } from './header-list.ts';
import { parseHttpDate } from './http-date.ts';

/** What tells one state of a representation from another. */
export interface Validators {
  /** Entity tag as it is sent, with its quotes and perhaps `W/`. */
  readonly etag: string | undefined;
  /** Milliseconds since the epoch; parts of a second do not count. */
  readonly lastModified: number | undefined;
}

/** What the conditions of a request leave to do: to answer it, or 304, or 412. */
export type Condition = 'holds' | 'not-modified' | 'failed';

/**
 * Judges `If-Match`, `If-Unmodified-Since`, `If-None-Match` and `If-Modified-Since` for a representation that is there,
 * in the order of RFC 9110 §13.2.2. Dates that are none are as if absent.
 */
export function judgeConditions(method: string, headers: HeaderList, state: Validators, now: number): Condition {
  const isRead = method === 'GET' || method === 'HEAD';
  const match = headers.joined('if-match');
  if (match !== undefined) {
    if (!names(match, state.etag, isSameStrongly)) return 'failed';
  } else if (isAfter(state.lastModified, headers.get('if-unmodified-since'), now) === true) {
    return 'failed';
  }
  const noneMatch = headers.joined('if-none-match');
  if (noneMatch !== undefined) {
    if (!names(noneMatch, state.etag, isSameWeakly)) return 'holds';
    return isRead ? 'not-modified' : 'failed';
  }
  const isNewer = isRead ? isAfter(state.lastModified, headers.get('if-modified-since'), now) : undefined;
  return isNewer === false ? 'not-modified' : 'holds';
}

/**
 * Whether the `If-Range` of a request lets its `Range` count: there is none, or it names this very state by a strong
 * tag, or by the date of a state that is at least a second old (RFC 9110 §13.1.5, §8.8.2.2).
 */
export function rangeCounts(ifRange: string | undefined, { etag, lastModified }: Validators, now: number): boolean {
  if (ifRange === undefined) return true;
  const value = ifRange.trim();
  if (value.startsWith('"') || value.startsWith('W/')) return etag !== undefined && isSameStrongly(value, etag);
  const at = parseHttpDate(value, now);
  if (at === undefined || lastModified === undefined) return false;
  return at === wholeSeconds(lastModified) && now - at >= 1000;
}

/** Whether two tags name the same bytes (RFC 9110 §8.8.3.2). */
export function isSameStrongly(one: string, other: string): boolean {
  return one === other && !one.startsWith('W/');
}

/** Whether two tags name the same content (RFC 9110 §8.8.3.2). */
function isSameWeakly(one: string, other: string): boolean {
  return opaque(one) === opaque(other);
}

/** The tag as a weak one, for content that was coded on its way. */
export function weakTag(etag: string): string {
  return etag.startsWith('W/') ? etag : `W/${etag}`;
}

function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}

/** Whether a list of tags is `*` or holds the one. Tags without quotes, which some send, are equal to their like alone. */
function names(list: string, etag: string | undefined, isSame: (one: string, other: string) => boolean): boolean {
  if (list.trim() === '*') return true;
  if (etag === undefined) return false;
  for (let at = 0; at < list.length; ) {
    const end = endOfTag(list, at);
    const tag = list.slice(at, end).trim();
    if (tag !== '' && isSame(tag, etag)) return true;
    at = end + 1;
  }
  return false;
}

/** Where the comma after the tag is; one inside quotes is a part of the tag. */
function endOfTag(list: string, from: number): number {
  let isQuoted = false;
  for (let i = from; i < list.length; i += 1) {
    const code = list.charCodeAt(i);
    if (code === quote) isQuoted = !isQuoted;
    else if (code === comma && !isQuoted) return i;
  }
  return list.length;
}

const quote = 34;
const comma = 44;

/** Whether the state is from after the date; `undefined` when one of them is not known. */
function isAfter(lastModified: number | undefined, date: string | undefined, now: number): boolean | undefined {
  if (lastModified === undefined || date === undefined) return undefined;
  const at = parseHttpDate(date.trim(), now);
  return at === undefined ? undefined : wholeSeconds(lastModified) > at;
}

function wholeSeconds(at: number): number {
  return Math.floor(at / 1000) * 1000;
}
