import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import { byteRangesType } from '../http/byte-ranges.ts';
import { judgeConditions, rangeCounts } from '../http/conditional.ts';
import type { RequestHead } from '../http/head.ts';
import { HeaderList } from '../http/header-list.ts';
import { contentRange, parseRange, unsatisfiedRange } from '../http/range.ts';
import type { Compression } from '../platform/compression.ts';
import type { StoredFile } from '../platform/file-source.ts';
import type { Random } from '../platform/platform.ts';
import { type FileForm, tagOf } from './file-form.ts';
import { codedBody, rangeBody, rangesBody, wholeBody } from './form-body.ts';
import { copyKey, type FormChoice, pickForm } from './pick-form.ts';

/** What is said of a file beside its bytes. */
export interface FileFacts {
  readonly names: readonly string[];
  readonly type: string;
  readonly cacheControl: string | undefined;
}

/** What files are answered with. */
export interface ReplyParts extends FormChoice {
  readonly compression: Compression;
  readonly random: Random;
  /** Whether content of this type may go in several forms. */
  mayBeCoded(type: string): boolean;
}

/** The answer to a request for a file: all of it, ranges, or what its conditions leave. Closes the file. */
export function fileReply(
  parts: ReplyParts,
  head: RequestHead,
  file: StoredFile,
  facts: FileFacts,
  now: number,
): Reply | Promise<Reply> {
  const request: FileRequest = { parts, head, facts, now, mayVary: parts.mayBeCoded(facts.type) };
  // Bytes are counted in the file as it is.
  if (!request.mayVary || asksForRange(request, file)) return formReply(request, { kind: 'plain', file });
  const form = pickForm(parts, file, facts.names, head.headers.joined('accept-encoding'));
  return form instanceof Promise ? form.then((late) => formReply(request, late)) : formReply(request, form);
}

interface FileRequest {
  readonly parts: ReplyParts;
  readonly head: RequestHead;
  readonly facts: FileFacts;
  readonly now: number;
  readonly mayVary: boolean;
}

function asksForRange({ head, now }: FileRequest, { etag, modifiedAt, size }: StoredFile): boolean {
  const { method, headers } = head;
  if (method !== 'GET' || size === undefined || !headers.has('range')) return false;
  return rangeCounts(headers.get('if-range'), { etag, lastModified: modifiedAt }, now);
}

function formReply(request: FileRequest, form: FileForm): Reply | Promise<Reply> {
  const { head, now } = request;
  const { file } = form;
  const condition = judgeConditions(head.method, head.headers, stateOf(form), now);
  if (condition === 'holds') {
    if (form.kind === 'coded') return codedReply(request, form);
    const range = form.kind === 'plain' && asksForRange(request, file) ? head.headers.get('range') : undefined;
    const ranges = range === undefined ? undefined : parseRange(range, file.size!);
    if (ranges) return rangeReply(request, file, ranges);
    return wholeReply(request, form);
  }
  file.close();
  if (condition === 'failed') throw new Fault('precondition_failed');
  const headers = new HeaderList();
  addState(headers, request, form);
  return { head: { status: 304, headers }, body: null };
}

function stateOf(form: FileForm): { etag: string | undefined; lastModified: number | undefined } {
  return { etag: tagOf(form), lastModified: form.file.modifiedAt };
}

function wholeReply(request: FileRequest, form: FileForm, content?: Body): Reply {
  const { file } = form;
  const { head, facts } = request;
  const length = form.kind === 'coded' ? content?.length : file.size;
  const headers = new HeaderList(['content-type', facts.type]);
  if (length !== undefined) headers.append('content-length', String(length));
  if (form.kind === 'plain' && length !== undefined) headers.append('accept-ranges', 'bytes');
  addState(headers, request, form);
  if (file.lastModified !== undefined) headers.append('last-modified', file.lastModified);
  if (form.kind !== 'plain') headers.append('content-encoding', form.coding);
  if (head.method !== 'HEAD') return { head: { status: 200, headers }, body: content ?? wholeBody(file) };
  if (content) content.cancel(new Fault('client_left', { detail: 'a request for the head alone' }));
  else file.close();
  return { head: { status: 200, headers }, body: null };
}

/** In the coding, or as it is where the coding turns out to gain nothing. */
function codedReply(request: FileRequest, form: FileForm & { readonly kind: 'coded' }): Reply | Promise<Reply> {
  const { copies, compression } = request.parts;
  const { coding, file } = form;
  const content = codedBody(file, { coding, copies, compression, key: copyKey(request.facts.names, coding) });
  if (!(content instanceof Promise)) return wholeReply(request, form, content);
  return content.then(
    (late) => (late ? wholeReply(request, form, late) : wholeReply(request, { kind: 'plain', file })),
    (error: unknown) => {
      file.close();
      throw error;
    },
  );
}

function rangeReply(
  request: FileRequest,
  file: StoredFile,
  ranges: Exclude<ReturnType<typeof parseRange>, undefined>,
): Reply {
  const { facts, parts } = request;
  const size = file.size!;
  if (ranges === 'unsatisfiable') {
    file.close();
    throw new Fault('range_not_satisfiable', { headers: { 'content-range': unsatisfiedRange(size) } });
  }
  const [only] = ranges;
  const boundary = ranges.length === 1 ? '' : boundaryOf(parts.random);
  const body =
    ranges.length === 1
      ? rangeBody(file, only!)
      : rangesBody(file, ranges, { boundary, contentType: facts.type, length: size });
  const headers = new HeaderList(['content-type', ranges.length === 1 ? facts.type : byteRangesType(boundary)]);
  headers.append('content-length', String(body.length));
  headers.append('accept-ranges', 'bytes');
  if (ranges.length === 1) headers.append('content-range', contentRange(only!, size));
  addState(headers, request, { kind: 'plain', file });
  if (file.lastModified !== undefined) headers.append('last-modified', file.lastModified);
  return { head: { status: 206, headers }, body };
}

/** What 200, 206 and 304 have in common (RFC 9110 §15.4.5). */
function addState(headers: HeaderList, { facts, mayVary }: FileRequest, form: FileForm): void {
  const etag = tagOf(form);
  if (etag !== undefined) headers.append('etag', etag);
  if (facts.cacheControl !== undefined) headers.append('cache-control', facts.cacheControl);
  if (mayVary) headers.append('vary', 'accept-encoding');
}

function boundaryOf(random: Random): string {
  let text = '';
  for (const byte of random.bytes(16)) text += byte.toString(16).padStart(2, '0');
  return text;
}
