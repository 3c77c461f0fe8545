import type { StreamEvent } from './stream-event.ts';

/**
 * Reads the lines of one event: `event` and `data` count, the last name wins, comments and other fields are only kept
 * in the bytes. Bytes that are no UTF-8 read as U+FFFD.
 */
export function readSseEvent(bytes: Uint8Array): StreamEvent {
  let name = '';
  let data: string | undefined;
  let at = hasBom(bytes) ? 3 : 0;
  // Where the next LF and CR stand; each is searched on from where it was last found, so all is seen once.
  let lf = nextOf(bytes, LF, at);
  let cr = nextOf(bytes, CR, at);
  while (at < bytes.byteLength) {
    if (lf < at) lf = nextOf(bytes, LF, at);
    if (cr < at) cr = nextOf(bytes, CR, at);
    const end = Math.min(lf, cr);
    if (fieldIs(bytes, at, end, dataField)) {
      const line = text(bytes, at + dataField.length, end);
      data = data === undefined ? line : `${data}\n${line}`;
    } else if (fieldIs(bytes, at, end, eventField)) {
      name = text(bytes, at + eventField.length, end);
    }
    at = end + 1;
  }
  return { name, data: data ?? '', bytes };
}

function nextOf(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at === -1 ? bytes.byteLength : at;
}

/** Whether the line is the field with this name, which ends at a colon or with the line. */
function fieldIs(bytes: Uint8Array, from: number, end: number, field: Uint8Array): boolean {
  if (end - from < field.length) return false;
  for (let i = 0; i < field.length; i += 1) if (bytes[from + i] !== field[i]) return false;
  return end === from + field.length || bytes[from + field.length] === colon;
}

/** The value behind the colon at `from`, without the one space that may follow it. */
function text(bytes: Uint8Array, from: number, end: number): string {
  const start = bytes[from + 1] === space && from + 1 < end ? from + 2 : from + 1;
  return start >= end ? '' : decoder.decode(bytes.subarray(start, end));
}

function hasBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

const LF = 0x0a;
const CR = 0x0d;
const colon = 0x3a;
const space = 0x20;
const encoder = new TextEncoder();
const dataField = encoder.encode('data');
const eventField = encoder.encode('event');
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
