/** A place in the source of a pattern. The first problem stops the reading: from then on there is nothing left. */
export class PatternCursor {
  readonly source: string;
  #at = 0;
  #problem: string | undefined = undefined;

  constructor(source: string) {
    this.source = source;
  }

  get at(): number {
    return this.#at;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  get isDone(): boolean {
    return this.#at >= this.source.length;
  }

  /** The next character, left where it is; empty at the end. */
  peek(ahead = 0): string {
    return this.source.charAt(this.#at + ahead);
  }

  /** Takes the next character. */
  next(): string {
    const char = this.peek();
    this.#at += 1;
    return char;
  }

  /** Takes `text` if it comes next. */
  take(text: string): boolean {
    if (!this.source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Takes what `pattern`, a sticky expression, finds here. */
  takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.source);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  fail(problem: string): void {
    this.#problem ??= `${problem} at character ${Math.min(this.#at, this.source.length) + 1}`;
    this.#at = this.source.length;
  }
}
