/** Whether the part of `text` from `start` to `end` is a token (RFC 9110 §5.6.2): not empty, and only its characters. */
export function isToken(text: string, start = 0, end: number = text.length): boolean {
  if (start >= end) return false;
  for (let i = start; i < end; i++) if (tokenTable[text.charCodeAt(i)] !== 1) return false;
  return true;
}

/** Whether the byte may stand in a token. */
export function isTokenByte(byte: number): boolean {
  return tokenTable[byte] === 1;
}

/**
 * The first character from `start` to `end` that a field value may not hold (RFC 9110 §5.5), or -1. A character above
 * 255 is bad too: cut to a byte, it could become a line end.
 */
export function badValueAt(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x20 && code !== 9) || code === 0x7f || code > 0xff) return i;
  }
  return -1;
}

/** Whether the character is a space or a tab. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 9;
}

const tokenTable = new Uint8Array(256);
for (const char of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  tokenTable[char.charCodeAt(0)] = 1;
}
