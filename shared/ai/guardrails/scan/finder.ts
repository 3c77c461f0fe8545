/**
 * Finds one kind of thing in text. What it says of a place may depend on the {@link backReach} characters before it and
 * on what follows, and never on how the text came in: that is why a stream is changed as the whole text would be.
 */
export interface Finder {
  /** The kind, as it is named in the configuration, in logs and in what is put in its place. */
  readonly category: string;
  /** Whether a find may begin with this character. Asked once for each ASCII character, and once for all others as 0x80. */
  mayBegin(code: number): boolean;
  /**
   * Length of the find that begins at `at`; 0 when none does; {@link undecided} when that depends on characters that
   * are still to come, which is never said when `isEnd`. It must decide within {@link maxHold} characters.
   */
  match(text: string, at: number, isEnd: boolean): number;
  /** What belongs to a find beyond its match, however long: it is taken away as it comes, without being held. */
  readonly tail?: Tail;
}

/** How a find goes on beyond what was needed to know it. */
export type Tail =
  | { readonly kind: 'while'; takes(code: number): boolean }
  /** Up to and with this text, or for `most` characters where it does not come. */
  | { readonly kind: 'until'; readonly text: string; readonly most: number };

/** What follows decides. */
export const undecided = -1;

/** Characters before a place that finders may look at. */
export const backReach = 64;

/** Characters that a finder may ask for before it decides: what is held back of a stream at most. */
export const maxHold = 1024;
