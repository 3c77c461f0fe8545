/**
 * A host with optional port in canonical form (lower case, no empty port), or `undefined` when it is not one. Names
 * may hold letters, digits, `-`, `_` and single dots only: whatever else RFC 3986 allows in a host serves no one but attackers.
 */
export function canonicalAuthority(sent: string): string | undefined {
  if (sent.length > maxHostBytes) return undefined;
  const hostEnd = sent.startsWith('[') ? addressEnd(sent) : nameEnd(sent);
  if (hostEnd <= 0) return undefined;
  if (hostEnd === sent.length) return sent.toLowerCase();
  if (sent.charCodeAt(hostEnd) !== COLON) return undefined;
  if (hostEnd + 1 === sent.length) return sent.slice(0, hostEnd).toLowerCase();
  return isPort(sent, hostEnd + 1) ? sent.toLowerCase() : undefined;
}

/** Where the name ends; 0 when it or one of its labels is empty, or a character cannot be there. */
function nameEnd(sent: string): number {
  let before = DOT;
  for (let i = 0; i < sent.length; i++) {
    const code = sent.charCodeAt(i);
    if (code === COLON) return i;
    if (hostTable[code] !== 1 || (code === DOT && before === DOT)) return 0;
    before = code;
  }
  return sent.length;
}

/** Where an address in brackets ends (RFC 3986 §3.2.2); zones and future forms are refused. */
function addressEnd(sent: string): number {
  const close = sent.indexOf(']');
  if (close < 3) return 0;
  let colons = 0;
  for (let i = 1; i < close; i++) {
    const code = sent.charCodeAt(i);
    if (code === COLON) colons += 1;
    else if (code !== DOT && !isHexDigit(code)) return 0;
  }
  return colons >= 2 && colons <= 7 ? close + 1 : 0;
}

function isPort(sent: string, from: number): boolean {
  if (sent.length - from > 5) return false;
  let port = 0;
  for (let i = from; i < sent.length; i++) {
    const digit = sent.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return false;
    port = port * 10 + digit;
  }
  return port <= 65_535;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

const hostTable = new Uint8Array(256);
for (const char of '-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  hostTable[char.charCodeAt(0)] = 1;

const COLON = 0x3a;
const DOT = 0x2e;
/** A DNS name has at most 253 characters; brackets, dots and a port may come on top. */
const maxHostBytes = 262;
