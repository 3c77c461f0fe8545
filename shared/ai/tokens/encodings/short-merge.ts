import type { PieceBytes } from './piece-bytes.ts';
import { noRank, type Vocabulary } from './vocabulary.ts';

/** Pieces of at most so many bytes are merged by looking at all pairs each time: faster for them than any order. */
export const longestShort = 48;

/** Where the parts of the last short piece begin: `parts` of them, and the end. */
export const shortStarts = new Int32Array(longestShort + 1);

const ranks = new Int32Array(longestShort + 1);

/** Merges the bytes of a short piece as long as two neighbours make a token, the lowest rank first. How many parts remain. */
export function mergeShort(piece: PieceBytes, vocabulary: Vocabulary): number {
  const starts = shortStarts;
  let parts = piece.length;
  for (let at = 0; at < parts; at += 1) {
    starts[at] = at;
    ranks[at] = at + 1 < parts ? vocabulary.rankOf(piece, at, at + 2) : noRank;
  }
  starts[parts] = parts;
  for (;;) {
    let lowest = noRank;
    let place = -1;
    for (let at = 0; at < parts - 1; at += 1) {
      if (ranks[at]! < lowest) {
        lowest = ranks[at]!;
        place = at;
      }
    }
    if (place < 0) return parts;
    parts -= 1;
    for (let at = place + 1; at <= parts; at += 1) {
      starts[at] = starts[at + 1]!;
      ranks[at] = ranks[at + 1]!;
    }
    ranks[place] = place + 1 < parts ? vocabulary.rankOf(piece, starts[place]!, starts[place + 2]!) : noRank;
    if (place > 0) ranks[place - 1] = vocabulary.rankOf(piece, starts[place - 1]!, starts[place + 1]!);
  }
}
