import type { Routed } from '../engine/exchange.ts';
import type { Reply } from '../engine/reply.ts';
import { judgeConditions, rangeCounts, type Validators } from '../http/conditional.ts';
import { isBodiless } from '../http/head.ts';
import { HeaderList } from '../http/header-list.ts';
import { parseHttpDate } from '../http/http-date.ts';
import { contentRange, parseRange, unsatisfiedRange } from '../http/range.ts';
import type { KeptResponse } from './cache-store.ts';
import type { EntryHead } from './entry.ts';

/** Answers a request from a kept response: with all of it, a range, its head alone, or that the client's is still good. */
export function keptReply(exchange: Routed, kept: KeptResponse, ageMs: number): Reply {
  const { head, length } = kept;
  const { method, headers: asked } = exchange.request;
  const headers = repliedFields(exchange, head, ageMs);
  if (!isBodiless(head.status)) headers.set('content-length', String(length));
  if (isNotModified(exchange, head)) return notModified(headers);
  if (method === 'HEAD' || isBodiless(head.status)) return { head: { status: head.status, headers }, body: null };
  const value = head.status === 200 ? asked.get('range') : undefined;
  if (value !== undefined && rangeCounts(asked.get('if-range'), validatorsOf(head, 'change'), exchange.startedAt)) {
    const ranged = rangeReply(kept, headers, value);
    if (ranged) return ranged;
  }
  return { head: { status: head.status, headers }, body: kept.body() };
}

/** The fields of an answer that comes from an entry, with its age (RFC 9111 §4, §5.1). */
export function repliedFields(exchange: Routed, head: EntryHead, ageMs: number): HeaderList {
  const flat = head.fields.slice();
  flat.push('age', String(Math.floor(ageMs / 1000)), 'x-correlation-id', exchange.trace.id);
  return new HeaderList(flat);
}

/** Whether the client has what is there (RFC 9111 §4.3.2): only answers that succeed are compared. */
export function isNotModified({ request, startedAt }: Routed, head: EntryHead): boolean {
  const { headers, method } = request;
  if (head.status !== 200 || (!headers.has('if-none-match') && !headers.has('if-modified-since'))) return false;
  return judgeConditions(method, headers, validatorsOf(head, 'change-or-making'), startedAt) === 'not-modified';
}

/** A 304: without what tells of the body (RFC 9110 §15.4.5). */
export function notModified(headers: HeaderList): Reply {
  for (const name of ['content-length', 'content-encoding', 'content-type', 'content-range']) headers.delete(name);
  return { head: { status: 304, headers }, body: null };
}

/** Several ranges are answered with everything, which RFC 9110 §14.2 allows; ranges of one are cut out. */
function rangeReply(kept: KeptResponse, headers: HeaderList, value: string): Reply | undefined {
  const { length } = kept;
  const ranges = parseRange(value, length);
  if (ranges === undefined) return undefined;
  if (ranges === 'unsatisfiable') {
    // What was said of the whole is not said of this refusal, which nobody is to keep.
    for (const name of ofTheWhole) headers.delete(name);
    headers.set('cache-control', 'no-store');
    headers.set('content-range', unsatisfiedRange(length));
    headers.set('content-length', '0');
    return { head: { status: 416, headers }, body: null };
  }
  const [range] = ranges;
  if (range === undefined || ranges.length > 1) return undefined;
  headers.set('content-range', contentRange(range, length));
  headers.set('content-length', String(range.last - range.first + 1));
  return { head: { status: 206, headers }, body: kept.body(range) };
}

const ofTheWhole = [
  ...['cache-control', 'cdn-cache-control', 'surrogate-control', 'expires', 'age', 'etag', 'last-modified'],
  ...['content-type', 'content-encoding'],
];

/** For `if-modified-since`, the date of its making stands in for that of its last change (RFC 9111 §4.3.2). */
function validatorsOf({ fields, responseAt }: EntryHead, dateOf: 'change' | 'change-or-making'): Validators {
  const headers = new HeaderList(fields as string[]);
  const changed = headers.get('last-modified') ?? (dateOf === 'change' ? undefined : headers.get('date'));
  return {
    etag: headers.get('etag'),
    lastModified: changed === undefined ? undefined : parseHttpDate(changed, responseAt),
  };
}
