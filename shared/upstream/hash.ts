/**
 * A 32-bit hash of text: FNV-1a over its UTF-16 code units, then the finalizer of MurmurHash3. The same number on every
 * runtime and in every release, since which target a client belongs to must not change with either. Not for secrets:
 * whoever chooses the text can choose the hash. Passing one hash as the seed of the next hashes two texts as one.
 */
export function hash32(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return finish(hash);
}

/** Makes one hash of two, in this order. */
export function mix32(first: number, second: number): number {
  return finish(Math.imul(first, 0x9e3779b1) ^ second);
}

/** Spreads every bit of the input over the whole output. */
function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
