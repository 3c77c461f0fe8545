import type { Body } from './body.ts';
import { BytesBody } from './bytes-body.ts';
import { type ByteRange, contentRange } from './range.ts';
import { type MakeBody, SequenceBody } from './sequence-body.ts';

/** What ranges are taken from. */
export interface RangeSource {
  /** Length of the whole. */
  readonly length: number;
  /** Value of `content-type` of the whole, where it has one. */
  readonly contentType: string | undefined;
  /** Text that does not occur in the content: chance of 128 bits or more. */
  readonly boundary: string;
  read(range: ByteRange): Body;
}

/** The body of a 206 answer of several ranges (RFC 9110 §14.6); its type is {@link byteRangesType}. */
export function byteRangesBody(ranges: readonly ByteRange[], source: RangeSource): Body {
  const parts: MakeBody[] = [];
  let length = 0;
  for (const range of ranges) {
    const head = new BytesBody(partHead(range, source));
    length += head.length + range.last - range.first + 1;
    parts.push(
      () => head,
      () => source.read(range),
    );
  }
  const end = new BytesBody(`\r\n--${source.boundary}--\r\n`);
  parts.push(() => end);
  return new SequenceBody(parts, length + end.length);
}

/** The value of `content-type` for parts with this boundary. */
export function byteRangesType(boundary: string): string {
  return `multipart/byteranges; boundary=${boundary}`;
}

function partHead(range: ByteRange, { boundary, contentType, length }: RangeSource): string {
  const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
  return `\r\n--${boundary}\r\n${type}Content-Range: ${contentRange(range, length)}\r\n\r\n`;
}
