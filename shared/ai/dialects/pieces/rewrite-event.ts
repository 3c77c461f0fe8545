import type { TextPiece } from '../../ai-request.ts';
import type { EventFormat } from '../../events/event-formats.ts';
import { joinBytes } from '../../events/join-bytes.ts';
import { fieldIs } from '../../events/read-sse-event.ts';
import type { StreamEvent } from '../../events/stream-event.ts';
import { withTexts } from '../written.ts';

/** The bytes of an event with other texts at the places of its pieces; all else of it stays. */
export function rewriteEvent(
  { data, bytes }: StreamEvent,
  format: EventFormat,
  texts: readonly Pick<TextPiece, 'text' | 'place'>[],
): Uint8Array {
  if (texts.length === 0) return bytes;
  const json = withTexts(encoder.encode(data), texts);
  return format === 'sse' ? withData(bytes, json) : withLast(bytes, data, json);
}

/** The lines of data replaced, where the first of them stood. Nothing but a byte order mark begins with 0xEF. */
function withData(bytes: Uint8Array, json: Uint8Array): Uint8Array {
  const first = bytes[0] === 0xef ? 3 : 0;
  const kept = [bytes.subarray(0, first)];
  let isWritten = false;
  for (let start = first; start < bytes.byteLength; ) {
    const end = lineEnd(bytes, start);
    const next = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
    if (!fieldIs(bytes, start, end, 'data')) kept.push(bytes.subarray(start, next));
    else if (!isWritten) {
      isWritten = true;
      kept.push(dataField, ...dataLines(json), bytes.subarray(end, next));
    }
    start = next;
  }
  return joinBytes(kept);
}

/** JSON that came in several lines leaves in as many. */
function dataLines(json: Uint8Array): Uint8Array[] {
  const text = decoder.decode(json);
  return text.includes('\n') ? [encoder.encode(text.replaceAll('\n', '\ndata: '))] : [json];
}

/** The data stands at the end, before a line end at most. */
function withLast(bytes: Uint8Array, data: string, json: Uint8Array): Uint8Array {
  let end = bytes.byteLength;
  while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end -= 1;
  return joinBytes([bytes.subarray(0, end - encoder.encode(data).byteLength), json, bytes.subarray(end)]);
}

function lineEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.byteLength && bytes[at] !== LF && bytes[at] !== CR) at += 1;
  return at;
}

const LF = 0x0a;
const CR = 0x0d;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const dataField = encoder.encode('data: ');
