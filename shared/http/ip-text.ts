const dot = 46;
const zero = 48;
const colon = 58;

/**
 * An IPv4 address as a number, or -1 when the text is none. Four decimal numbers exactly: leading zeros, which some
 * read as octal, are refused.
 */
export function parseIpv4(text: string): number {
  let address = 0;
  let byte = -1;
  let bytes = 1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === dot) {
      if (byte < 0 || bytes === 4) return -1;
      address = address * 256 + byte;
      byte = -1;
      bytes += 1;
      continue;
    }
    const digit = code - zero;
    if (digit < 0 || digit > 9 || byte === 0) return -1;
    byte = byte < 0 ? digit : byte * 10 + digit;
    if (byte > 255) return -1;
  }
  return byte < 0 || bytes !== 4 ? -1 : address * 256 + byte;
}

/** An IPv6 address as its eight groups, `undefined` when the text is none. Zone ids are refused. */
export function parseIpv6(text: string): number[] | undefined {
  if (text.length > 45) return undefined;
  const groups: number[] = [];
  let gap = -1;
  let at = 0;
  if (text.startsWith('::')) {
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    const start = at;
    let group = 0;
    for (let digit = hexDigit(text, at); digit >= 0 && at - start < 4; digit = hexDigit(text, at)) {
      group = group * 16 + digit;
      at += 1;
    }
    if (text.charCodeAt(at) === dot) return withIpv4(groups, gap, text.slice(start));
    if (at === start || groups.length === 8) return undefined;
    groups.push(group);
    if (at === text.length) return filled(groups, gap);
    if (text.charCodeAt(at) !== colon) return undefined;
    at += 1;
    if (text.charCodeAt(at) !== colon) {
      if (at === text.length) return undefined;
      continue;
    }
    if (gap !== -1) return undefined;
    gap = groups.length;
    at += 1;
  }
  return filled(groups, gap);
}

/** Eight groups in the spelling of RFC 5952; an IPv4 address inside IPv6 as plain IPv4. */
export function formatIpv6(groups: readonly number[]): string {
  if (isMapped(groups)) return dotted(groups);
  const { start, length } = longestZeros(groups);
  let text = '';
  for (let i = 0; i < 8; i += 1) {
    if (length > 1 && i === start) {
      text += '::';
      i += length - 1;
      continue;
    }
    text += i === 0 || text.endsWith(':') ? groups[i]!.toString(16) : `:${groups[i]!.toString(16)}`;
  }
  return text;
}

/** The number of a hexadecimal digit, or -1. */
function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= zero && code <= 57) return code - zero;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

function withIpv4(groups: number[], gap: number, text: string): number[] | undefined {
  const address = parseIpv4(text);
  if (address < 0) return undefined;
  groups.push(Math.floor(address / 65536), address % 65536);
  return filled(groups, gap);
}

/** Eight groups of those there are and the zeros that `::` stands for, one group at least. */
function filled(groups: number[], gap: number): number[] | undefined {
  if (gap === -1) return groups.length === 8 ? groups : undefined;
  if (groups.length > 7) return undefined;
  const whole = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < gap; i += 1) whole[i] = groups[i]!;
  for (let i = groups.length - 1, to = 7; i >= gap; i -= 1, to -= 1) whole[to] = groups[i]!;
  return whole;
}

/** Whether the groups are an IPv4 address inside IPv6. */
export function isMapped(groups: readonly number[]): boolean {
  for (let i = 0; i < 5; i += 1) if (groups[i] !== 0) return false;
  return groups[5] === 0xffff;
}

function dotted(groups: readonly number[]): string {
  const [high, low] = [groups[6]!, groups[7]!];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start += 1) {
    let end = start;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - start > best.length) best = { start, length: end - start };
  }
  return best;
}
