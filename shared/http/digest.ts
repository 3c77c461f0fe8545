import { sha256 } from '@noble/hashes/sha2.js';

const encoder = new TextEncoder();

/**
 * What stands for a text where the text itself must not: 128 bits of its SHA-256, in hexadecimal. The same on every
 * instance; nobody finds two texts with the same one, nor the text of one that cannot be guessed.
 */
export function digest(text: string): string {
  return digits(text, 16);
}

/** The whole SHA-256 of a text, in hexadecimal. */
export function fullDigest(text: string): string {
  return digits(text, 32);
}

function digits(text: string, count: number): string {
  const bytes = sha256(encoder.encode(text));
  let written = '';
  for (let i = 0; i < count; i += 1) written += pairs[bytes[i]!]!;
  return written;
}

const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
