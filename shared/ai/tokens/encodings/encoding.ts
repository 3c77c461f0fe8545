import type { Splitter } from '../split/splitter.ts';
import { LongMerge } from './long-merge.ts';
import { PieceBytes } from './piece-bytes.ts';
import { longestToken } from './rolling-hash.ts';
import { longestShort, mergeShort, shortStarts } from './short-merge.ts';
import { noRank, type Vocabulary } from './vocabulary.ts';

/** Units of text after which a long count pauses: about ten milliseconds. */
const slice = 128 * 1024;
/** Pairs merged in one go of a long piece: about as long. */
const mergeSlice = 32 * 1024;

/**
 * A longer piece without a border is counted in parts, which bounds memory and keeps its cost near that of other texts; at
 * each cut the count may be a token or two above what the provider finds. No text in any language has such pieces.
 */
export const longestPiece = 128 * 1024;

/** Units of a part of a piece that is longer. */
const partLength = 1024;

/**
 * Byte pair encoding of one vocabulary. Texts that spell special tokens are ordinary text. The cost grows with the text
 * (a long piece without borders: n log n), whatever it says.
 */
export class Encoding {
  readonly split: Splitter;
  readonly #vocabulary: Vocabulary;
  /** For pieces of at most {@link longestToken} units; holds nothing from one piece to the next. */
  readonly #scratch = new PieceBytes(longestToken * 3);

  constructor(vocabulary: Vocabulary, split: Splitter) {
    this.#vocabulary = vocabulary;
    this.split = split;
  }

  /** How many tokens a text has. */
  count(text: string): number {
    return finished(this.counting(text));
  }

  /** How many tokens one piece of a text has, as {@link split} cuts it. */
  countPiece(text: string, from: number, to: number): number {
    return to - from <= longestToken ? this.#countShort(text, from, to) : finished(this.#countLong(text, from, to));
  }

  /** As {@link count}, with a pause every few milliseconds; returns the number in the end. */
  *counting(text: string): Generator<undefined, number> {
    let total = 0;
    let pausedAt = 0;
    for (let from = 0; from < text.length; ) {
      const end = this.split(text, from);
      if (end - from <= longestToken) total += this.#countShort(text, from, end);
      else total += yield* this.#countLong(text, from, end);
      from = end;
      if (from - pausedAt < slice) continue;
      pausedAt = from;
      yield;
    }
    return total;
  }

  /** The tokens of a text. */
  encode(text: string): number[] {
    const tokens: number[] = [];
    for (let from = 0; from < text.length; ) {
      const end = this.split(text, from);
      for (const [start, stop] of partsOf(text, from, end)) this.#encodePiece(text, start, stop, tokens);
      from = end;
    }
    return tokens;
  }

  #countShort(text: string, from: number, to: number): number {
    const piece = this.#scratch;
    piece.fill(text, from, to);
    if (this.#vocabulary.rankOf(piece, 0, piece.length) !== noRank) return 1;
    if (piece.length <= longestShort) return mergeShort(piece, this.#vocabulary);
    const merge = new LongMerge(piece, this.#vocabulary);
    merge.merge(piece.length);
    return merge.parts;
  }

  *#countLong(text: string, from: number, to: number): Generator<undefined, number> {
    let total = 0;
    let merged = 0;
    for (const [start, end] of partsOf(text, from, to)) {
      const merge = new LongMerge(pieceOf(text, start, end), this.#vocabulary);
      while (merge.merge(mergeSlice)) yield;
      total += merge.parts;
      merged += end - start;
      if (merged < mergeSlice) continue;
      merged = 0;
      yield;
    }
    return total;
  }

  #encodePiece(text: string, from: number, to: number, tokens: number[]): void {
    const piece = pieceOf(text, from, to);
    const whole = this.#vocabulary.rankOf(piece, 0, piece.length);
    if (whole !== noRank) {
      tokens.push(whole);
      return;
    }
    for (const [start, end] of this.#merged(piece)) tokens.push(this.#vocabulary.rankOf(piece, start, end));
  }

  #merged(piece: PieceBytes): [number, number][] {
    if (piece.length <= longestShort) {
      const parts = mergeShort(piece, this.#vocabulary);
      return Array.from({ length: parts }, (_, part) => [shortStarts[part]!, shortStarts[part + 1]!]);
    }
    const merge = new LongMerge(piece, this.#vocabulary);
    merge.merge(piece.length);
    const starts = [...merge.starts(), piece.length];
    return starts.slice(1).map((end, part) => [starts[part]!, end]);
  }
}

/** What a count comes to, without its pauses. */
function finished(counting: Generator<undefined, number>): number {
  for (;;) {
    const { done, value } = counting.next();
    if (done) return value;
  }
}

function pieceOf(text: string, from: number, to: number): PieceBytes {
  const piece = new PieceBytes((to - from) * 3);
  piece.fill(text, from, to);
  return piece;
}

/** A piece, or the parts of one that is too long, none of which ends within a character. */
function* partsOf(text: string, from: number, to: number): Generator<[number, number]> {
  const most = to - from > longestPiece ? partLength : longestPiece;
  for (let start = from; start < to; ) {
    let end = Math.min(start + most, to);
    if (end < to && text.codePointAt(end - 1)! > 0xffff) end -= 1;
    yield [start, end];
    start = end;
  }
}
