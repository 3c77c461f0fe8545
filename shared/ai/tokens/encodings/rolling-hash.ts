/**
 * Hashes of runs of bytes, so that the hash of any part follows from those of two prefixes in one step:
 * `hash(from..to) = prefix[to] - prefix[from] * factor ^ (to - from)`, in 32 bits.
 */
export const factor = 0x01000193;

/** Longest run whose hash can be told. No token of any vocabulary is longer. */
export const longestToken = 128;

/** Powers of {@link factor}, by exponent. */
export const powers = powersOf(factor);

/** The prefix hash behind one more byte. */
export function hashOn(hash: number, byte: number): number {
  return (Math.imul(hash, factor) + byte + 1) | 0;
}

/** Spreads the bits of a hash, so that its low bits are fit for a place in a table. */
export function spread(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return once ^ (once >>> 15);
}

function powersOf(base: number): Int32Array {
  const found = new Int32Array(longestToken + 1);
  found[0] = 1;
  for (let exponent = 1; exponent <= longestToken; exponent += 1)
    found[exponent] = Math.imul(found[exponent - 1]!, base);
  return found;
}
