import { sha256 } from '@noble/hashes/sha2.js';

/** How every virtual key begins, so that people, scanners of repositories and Sentinel know one when they see it. */
export const secretPrefix = 'sk-sentinel-';

const encoder = new TextEncoder();
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62 to the 43rd is more than 2 to the 256th; to the 6th, more than 2 to the 32nd. */
const lengths = { random: 43, checksum: 6 } as const;
const form = new RegExp(`^${secretPrefix}[0-9A-Za-z]{${lengths.random + lengths.checksum}}$`);

/** Makes the text of a key: 256 bits of chance, and a checksum by which a slip of the pen is told from a wrong key. */
export function makeSecret(random: (count: number) => Uint8Array): string {
  const body = numeral(random(32), lengths.random);
  return secretPrefix + body + checksumOf(body);
}

/** Whether a text looks like a key; it may be mistyped all the same. */
export function hasForm(secret: string): boolean {
  return form.test(secret);
}

/** Whether a text is whole: of the right form, and as it was issued. Says nothing of whether such a key is known. */
export function isWhole(secret: string): boolean {
  if (!hasForm(secret)) return false;
  const end = secretPrefix.length + lengths.random;
  return checksumOf(secret.slice(secretPrefix.length, end)) === secret.slice(end);
}

/**
 * What is kept of a key: its SHA-256 in hexadecimal. A slow hash would protect secrets that can be guessed; nobody tries
 * 2 to the 256th, and each request would pay for it.
 */
export function hashOf(secret: string): string {
  return hex(sha256(encoder.encode(secret)));
}

/** The last characters, by which people tell their keys apart. */
export function hintOf(secret: string): string {
  return secret.slice(-4);
}

function checksumOf(body: string): string {
  return numeral(sha256(encoder.encode(secretPrefix + body)).subarray(0, 4), lengths.checksum);
}

/** Bytes as a number of so many digits. */
function numeral(bytes: Uint8Array, length: number): string {
  let number = BigInt(`0x${hex(bytes)}`);
  let text = '';
  for (let i = 0; i < length; i += 1) {
    text = digits[Number(number % 62n)]! + text;
    number /= 62n;
  }
  return text;
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 1) text += pairs[bytes[i]!]!;
  return text;
}

const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
