import type { Body } from '../http/body.ts';
import { byteRangesBody, type RangeSource } from '../http/byte-ranges.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { collectBody } from '../http/collect-body.ts';
import type { ByteRange } from '../http/range.ts';
import { tapBody } from '../http/tapped-body.ts';
import { CodedBody } from '../platform/coded-body.ts';
import type { Compression, ContentCoding } from '../platform/compression.ts';
import type { StoredFile } from '../platform/file-source.ts';
import type { CodedCopies } from './coded-copies.ts';

/** Largest file whose coded form is kept; larger ones are coded each time. */
const maxKeptBytes = 1024 * 1024;
/** Effort where each client waits for it. */
const streamLevel = 3;

/** All of a file, which is closed after. */
export function wholeBody(file: StoredFile): Body {
  const { content } = file;
  return content ? new BytesBody(content) : file.read(undefined);
}

/** One part of a file, which is closed after. */
export function rangeBody(file: StoredFile, range: ByteRange): Body {
  return file.content ? partOf(file.content, range) : closing(file, file.read(range));
}

/** Several parts of a file, which is closed after. */
export function rangesBody(file: StoredFile, ranges: readonly ByteRange[], source: Omit<RangeSource, 'read'>): Body {
  const { content } = file;
  const read = content ? (range: ByteRange) => partOf(content, range) : (range: ByteRange) => file.read(range);
  const body = byteRangesBody(ranges, { ...source, read });
  return content ? body : closing(file, body);
}

/** What coding needs beside the file. */
export interface Coding {
  readonly coding: ContentCoding;
  readonly key: string;
  readonly copies: CodedCopies;
  readonly compression: Compression;
}

/** All of a file in a coding, closed after; `undefined`, and not closed, when it is better sent as it is. */
export function codedBody(file: StoredFile, work: Coding): Body | Promise<Body | undefined> {
  const { etag, size } = file;
  if (etag === undefined || size === undefined || size > maxKeptBytes) return streamed(file, work);
  const kept = work.copies.kept(work.key, etag);
  if (!kept) return made(file, etag, work);
  file.close();
  return new BytesBody(kept);
}

async function made(file: StoredFile, etag: string, { copies, key, coding }: Coding): Promise<Body | undefined> {
  const { content } = file;
  const read = () =>
    content ? Promise.resolve(content) : collectBody(file.read({ first: 0, last: file.size! - 1 }), maxKeptBytes);
  const coded = await copies.make(key, etag, coding, read);
  if (!coded) return undefined;
  file.close();
  return new BytesBody(coded);
}

function streamed(file: StoredFile, { compression, coding }: Coding): Body {
  return new CodedBody(wholeBody(file), compression.encoder(coding, streamLevel), { broken: 'internal' });
}

function partOf(content: Uint8Array, { first, last }: ByteRange): BytesBody {
  return new BytesBody(content.subarray(first, last + 1));
}

function closing(file: StoredFile, body: Body): Body {
  return tapBody(body, { chunk() {}, closed: () => file.close() });
}
