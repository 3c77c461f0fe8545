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
    if (fieldIs(bytes, at, end, 'data')) {
      const line = valueIn(bytes, at, end, 'data');
      data = data === undefined ? line : `${data}\n${line}`;
    } else if (fieldIs(bytes, at, end, 'event')) {
      name = valueIn(bytes, at, end, 'event');
    }
    at = end + 1;
  }
  return { name, data: data ?? '', bytes };
}

/** Whether the line is the field with this name, which ends at a colon or with the line. */
export function fieldIs(bytes: Uint8Array, start: number, end: number, name: string): boolean {
  const behind = start + name.length;
  if (behind > end || (behind < end && bytes[behind] !== colon)) return false;
  for (let at = 0; at < name.length; at += 1) if (bytes[start + at] !== name.charCodeAt(at)) return false;
  return true;
}

/** The value of the field that a line is, without the one space that may stand before it. */
export function valueIn(bytes: Uint8Array, start: number, end: number, name: string): string {
  const behind = start + name.length + 1;
  const from = behind < end && bytes[behind] === space ? behind + 1 : behind;
  return from >= end ? '' : decoder.decode(bytes.subarray(from, end));
}

function nextOf(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at === -1 ? bytes.byteLength : at;
}

function hasBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

const LF = 0x0a;
const CR = 0x0d;
const colon = 0x3a;
const space = 0x20;
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
