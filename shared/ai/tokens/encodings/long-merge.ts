import type { PieceBytes } from './piece-bytes.ts';
import { RankHeap } from './rank-heap.ts';
import { noRank, type Vocabulary } from './vocabulary.ts';

/**
 * Merges the bytes of a long piece in a time of n log n, whatever they are: the pairs wait in a heap by rank and place.
 * Can stop between two merges and go on later, so that no text holds up the others.
 */
export class LongMerge {
  /** How many parts there are by now. */
  parts: number;
  readonly #piece: PieceBytes;
  readonly #vocabulary: Vocabulary;
  /** Where the part that begins here ends, and where the part before it begins. */
  readonly #ends: Int32Array;
  readonly #befores: Int32Array;
  /** Rank of the part that begins here with the next one; {@link noRank} if that is no token, or no part begins here. */
  readonly #ranks: Int32Array;
  readonly #heap: RankHeap;

  constructor(piece: PieceBytes, vocabulary: Vocabulary) {
    const { length } = piece;
    this.#piece = piece;
    this.#vocabulary = vocabulary;
    this.parts = length;
    this.#ends = new Int32Array(length);
    this.#befores = new Int32Array(length);
    this.#ranks = new Int32Array(length).fill(noRank);
    this.#heap = new RankHeap(length * 2);
    for (let at = 0; at < length; at += 1) {
      this.#ends[at] = at + 1;
      this.#befores[at] = at - 1;
      this.#rank(at);
    }
  }

  /** Merges at most so many pairs; whether there is more to do. */
  merge(most: number): boolean {
    for (let count = 0; count < most; count += 1) {
      const place = this.#heap.pop(this.#ranks);
      if (place < 0) return false;
      this.#join(place);
    }
    return true;
  }

  /** Where each part begins, in order. */
  *starts(): Generator<number> {
    for (let at = 0; at < this.#piece.length; at = this.#ends[at]!) yield at;
  }

  #join(place: number): void {
    const middle = this.#ends[place]!;
    const end = this.#ends[middle]!;
    this.#ends[place] = end;
    this.#ranks[middle] = noRank;
    if (end < this.#piece.length) this.#befores[end] = place;
    this.parts -= 1;
    this.#rank(place);
    const before = this.#befores[place]!;
    if (before >= 0) this.#rank(before);
  }

  #rank(place: number): void {
    const next = this.#ends[place]!;
    const { length } = this.#piece;
    // Before all places are filled in, the part behind is one byte.
    const end = next >= length ? 0 : this.#ends[next] || next + 1;
    const rank = end === 0 ? noRank : this.#vocabulary.rankOf(this.#piece, place, end);
    this.#ranks[place] = rank;
    if (rank !== noRank) this.#heap.push(place, rank);
  }
}
