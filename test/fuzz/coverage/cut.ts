import { Buffer } from 'node:buffer';
import type { SeededRandom } from '../../support/seeded-random.ts';

/** The bytes of an input. */
export function bytesOf(input: string): Uint8Array {
  return Uint8Array.from(Buffer.from(input, 'latin1'));
}

/** The bytes cut at a few places at random, or into single bytes. */
export function cut(bytes: Uint8Array, random: SeededRandom): Uint8Array[] {
  if (random.below(4) === 0) return Array.from(bytes, (byte) => Uint8Array.of(byte));
  const places = Array.from({ length: 1 + random.below(4) }, () => random.below(bytes.length + 1)).sort(
    (a, b) => a - b,
  );
  const pieces = [0, ...places].map((from, i) => bytes.slice(from, places[i] ?? bytes.length));
  return pieces.filter((piece) => piece.length > 0);
}
