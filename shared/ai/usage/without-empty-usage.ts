import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  isBlank,
  openBrace,
  openBracket,
  quote,
} from '../json-bytes.ts';

/**
 * The bytes of a chunk without a `"usage":null` among the fields of its JSON, which providers put into every chunk when
 * the usage is asked for; the same bytes where there is none. Everything else stays to the byte. It is looked for from
 * the end, near which it stands, and in linear time.
 */
export function withoutEmptyUsage(bytes: Uint8Array): Uint8Array {
  let before = bytes.byteLength;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const start = lastName(bytes, before);
    if (start === -1) return bytes;
    const end = endOfNull(bytes, start + name.length);
    if (end !== -1 && isOutermost(bytes, end)) return cut(bytes, start, end);
    before = start;
  }
  return bytes;
}

/** Chunks with more fields of this name inside of others are left as they are. */
const mostTries = 4;
const encoder = new TextEncoder();
// Inside a text the quotes would be escaped, so this is always a name or a whole text.
const name = encoder.encode('"usage"');
const empty = encoder.encode('null');
const lastLetter = 0x65;

/** Its last byte is looked for before the others: chunks are full of quotes. */
function lastName(bytes: Uint8Array, before: number): number {
  const last = name.length - 1;
  for (let at = before - 1; at > last; at -= 1) {
    if (bytes[at] === quote && bytes[at - 1] === lastLetter && isAt(bytes, name, at - last)) return at - last;
  }
  return -1;
}

/** Where the null behind a name ends; -1 when something else stands there. */
function endOfNull(bytes: Uint8Array, afterName: number): number {
  const at = skipBlanks(bytes, afterName);
  if (bytes[at] !== colon) return -1;
  const value = skipBlanks(bytes, at + 1);
  return isAt(bytes, empty, value) ? value + empty.length : -1;
}

/** Whether what follows closes nothing but one object. */
function isOutermost(bytes: Uint8Array, from: number): boolean {
  let depth = 1;
  let inText = false;
  for (let at = from; at < bytes.byteLength; at += 1) {
    const byte = bytes[at]!;
    if (inText && byte === backslash) at += 1;
    else if (byte === quote) inText = !inText;
    else if (inText) continue;
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    else if (depth === 0 && !isBlank(byte)) return false;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Without the field, and the comma that parts it from the one before or after it. */
function cut(bytes: Uint8Array, start: number, end: number): Uint8Array {
  let from = start;
  let to = end;
  while (isBlank(bytes[from - 1])) from -= 1;
  if (bytes[from - 1] === comma) from -= 1;
  else {
    from = start;
    const next = skipBlanks(bytes, end);
    if (bytes[next] === comma) to = skipBlanks(bytes, next + 1);
  }
  const rest = bytes.slice(0, bytes.byteLength - (to - from));
  // What follows is short where providers put it.
  for (let at = to; at < bytes.byteLength; at += 1) rest[from + at - to] = bytes[at]!;
  return rest;
}

function isAt(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let index = 0; index < wanted.length; index += 1) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at += 1;
  return at;
}
