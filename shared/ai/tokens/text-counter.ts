/** Counts a text that comes in pieces, as if it had come whole. Never holds more of it than one long word. */
export interface TextCounter {
  add(text: string): void;
  /** Tokens of all that was added so far. */
  total(): number;
}
