import type { PieceBytes } from './piece-bytes.ts';
import { hashOn, longestToken, spread } from './rolling-hash.ts';
import { TokenText } from './token-text.ts';

/** Stands for "no token": after all ranks. */
export const noRank = 0x7fffffff;

/**
 * The tokens of an encoding by their bytes: one pool of bytes and one open table, because 200,000 strings in a `Map` take
 * ten times the memory and time. Read-only once made.
 */
export class Vocabulary {
  readonly #tokens: TokenText;
  readonly #mask: number;
  /** Hash and rank + 1 of each token, side by side; 0 in the place of the rank means free. */
  readonly #table: Int32Array;
  /** Ranks of tokens of two bytes: the first thing asked of any word. */
  readonly #pairs = new Int32Array(0x10000).fill(noRank);
  readonly #single = new Int32Array(0x100).fill(noRank);

  /** Reads the text of a vocabulary; ranks from `below` on are left out. */
  constructor(text: string, below = noRank) {
    this.#tokens = new TokenText(text, below);
    const places = 2 ** Math.ceil(Math.log2(this.#tokens.count * 2));
    this.#mask = places - 1;
    this.#table = new Int32Array(places * 2);
    for (let rank = 0; rank < this.#tokens.count; rank += 1) this.#insert(rank);
  }

  /** How many ranks there are. */
  get size(): number {
    return this.#tokens.count;
  }

  /** The rank of a part of a piece that is a token; else {@link noRank}. */
  rankOf(piece: PieceBytes, from: number, to: number): number {
    const length = to - from;
    const { bytes } = piece;
    if (length === 2) return this.#pairs[(bytes[from]! << 8) | bytes[from + 1]!]!;
    if (length === 1) return this.#single[bytes[from]!]!;
    if (length > longestToken) return noRank;
    const hash = piece.hash(from, to);
    const table = this.#table;
    let place = spread(hash) & this.#mask;
    for (;;) {
      const entry = table[place * 2 + 1]!;
      if (entry === 0) return noRank;
      if (table[place * 2] === hash && this.#tokens.equals(entry - 1, bytes, from, length)) return entry - 1;
      place = (place + 1) & this.#mask;
    }
  }

  #insert(rank: number): void {
    const { pool, starts } = this.#tokens;
    const start = starts[rank]!;
    const end = starts[rank + 1]!;
    if (end - start === 1) this.#single[pool[start]!] = rank;
    if (end - start === 2) this.#pairs[(pool[start]! << 8) | pool[start + 1]!] = rank;
    if (end - start < 3) return;
    let hash = 0;
    for (let at = start; at < end; at += 1) hash = hashOn(hash, pool[at]!);
    let place = spread(hash) & this.#mask;
    while (this.#table[place * 2 + 1] !== 0) place = (place + 1) & this.#mask;
    this.#table[place * 2] = hash;
    this.#table[place * 2 + 1] = rank + 1;
  }
}
