import { isBodiless } from '../../http/head.ts';
import { listHolds } from '../control-fields.ts';
import { chunked, parseContentLength } from '../framing.ts';
import { badResponse } from './bad-response.ts';
import type { StatusLine } from './status-line.ts';

/** How an answer ends, and what it says of the connection. */
export interface Framing {
  /** Bytes of content, `chunked`, {@link untilClose}, or 0 when there is none. */
  readonly extent: number;
  /** Whether the other side keeps the connection open after this answer. */
  readonly persists: boolean;
  /** Whole seconds the other side will keep it without a request, where it told. */
  readonly keepAliveSecs: number | undefined;
}

/** The content ends with the connection. */
export const untilClose = -2;

/**
 * Where the content of an answer ends (RFC 9112 §6.3), decided only when there is exactly one way to read it. Both
 * lengths, several lengths, transfer codings other than `chunked` alone and contradictions throw.
 */
export function framingOf(line: StatusLine, flat: readonly string[], method: string): Framing {
  let length: string | undefined;
  let coding: string | undefined;
  let connection = '';
  let keepAlive: string | undefined;
  for (let i = 0; i < flat.length; i += 2) {
    const value = flat[i + 1]!;
    switch (flat[i]) {
      case 'content-length':
        if (length !== undefined) throw badResponse('several-lengths');
        length = value;
        break;
      case 'transfer-encoding':
        if (coding !== undefined) throw badResponse('several-codings');
        coding = value;
        break;
      case 'connection':
        connection = connection === '' ? value : `${connection},${value}`;
        break;
      case 'keep-alive':
        keepAlive = value;
    }
  }
  if (line.status < 200 && listHolds(connection, 'close')) throw badResponse('close-before-answer');
  const extent = extentOf(line, method, length === undefined ? undefined : lengthOf(length), coding);
  const persists = extent !== untilClose && persistsBy(line, connection);
  return { extent, persists, keepAliveSecs: keepAlive === undefined ? undefined : timeoutOf(keepAlive) };
}

function extentOf(line: StatusLine, method: string, length: number | undefined, coding: string | undefined): number {
  if (coding !== undefined) {
    if (length !== undefined) throw badResponse('both-lengths');
    if (line.version === '1.0') throw badResponse('coding-on-1.0');
    if (coding.toLowerCase() !== 'chunked') throw badResponse('unknown-coding');
  }
  const isInformational = line.status < 200;
  if (isInformational && line.version === '1.0') throw badResponse('informational-on-1.0');
  // These say in their fields what another request would have got (RFC 9110 §8.6); no content follows.
  if (!isInformational && (method === 'HEAD' || line.status === 304)) return 0;
  if (isBodiless(line.status)) {
    if (coding !== undefined || (length ?? 0) > 0) throw badResponse('content-where-there-is-none');
    return 0;
  }
  if (coding !== undefined) return chunked;
  return length ?? untilClose;
}

function lengthOf(value: string): number {
  const length = parseContentLength(value);
  if (length === undefined) throw badResponse('bad-length');
  return length;
}

function persistsBy({ version }: StatusLine, connection: string): boolean {
  if (connection === '') return version === '1.1';
  if (listHolds(connection, 'close')) return false;
  return version === '1.1' || listHolds(connection, 'keep-alive');
}

/** The `timeout` parameter of a `keep-alive` field. */
function timeoutOf(value: string): number | undefined {
  const found = timeoutParameter.exec(value);
  return found === null ? undefined : Number(found[1]);
}

const timeoutParameter = /(?:^|[,\s])timeout=(\d{1,6})(?:$|[,\s])/i;
