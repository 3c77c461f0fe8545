import { sha256 } from '@noble/hashes/sha2.js';

const encoder = new TextEncoder();

/**
 * What stands for a text where the text itself must not: 128 bits of its SHA-256, in hexadecimal. The same on every
 * instance; nobody finds two texts with the same one, nor the text of one that cannot be guessed.
 */
export function digest(text: string): string {
  const bytes = sha256(encoder.encode(text));
  let digits = '';
  for (let i = 0; i < 16; i += 1) digits += pairs[bytes[i]!]!;
  return digits;
}

const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
