import { backReach, type Finder, maxHold, type Tail, undecided } from './finder.ts';

/** Learns, piece by piece and without a gap, what a text is made of. */
export interface ScanSink {
  /** Harmless text. */
  pass(text: string): void;
  /** A find, with so much of it as is kept; the rest of a very long one is dropped. */
  found(category: string, text: string): void;
  /** Characters that belong to the find before. */
  dropped(count: number): void;
}

/**
 * Reads a text once from left to right, in whatever pieces it comes, and tells what was found. The finders are asked in
 * their order at each place; the first that finds something takes it. Only what a finder cannot decide yet is held.
 */
export class Scanner {
  readonly #byCode: readonly (readonly Finder[])[];
  readonly #sink: ScanSink;
  /** Up to {@link backReach} characters that are done, then what is held. */
  #text = '';
  #at = 0;
  #tail: OpenTail | undefined;
  /** Who found what was found last. */
  #finder: Finder | undefined;

  constructor(finders: readonly Finder[], sink: ScanSink) {
    this.#byCode = tableOf(finders);
    this.#sink = sink;
  }

  /** Characters that are held back. */
  get held(): number {
    return this.#text.length - this.#at;
  }

  /** Whether anything is still to be told of what came. */
  get isHolding(): boolean {
    return this.#tail !== undefined || this.held > 0;
  }

  push(text: string): void {
    const kept = Math.max(0, this.#at - backReach);
    this.#text = kept === 0 ? this.#text + text : this.#text.slice(kept) + text;
    this.#at -= kept;
    this.#run(false);
  }

  end(): void {
    this.#run(true);
    if (this.#tail !== undefined) this.#closeTail(this.#tail);
    this.#text = '';
    this.#at = 0;
  }

  #run(isEnd: boolean): void {
    const text = this.#text;
    let passed = this.#at;
    while (this.#at < text.length) {
      if (this.#tail !== undefined) {
        if (!this.#takeTail(this.#tail, isEnd)) return;
        passed = this.#at;
        continue;
      }
      const code = text.charCodeAt(this.#at);
      const finders = this.#byCode[code < beyondAscii ? code : beyondAscii]!;
      const length = finders.length === 0 ? 0 : this.#ask(finders, isEnd);
      if (length === 0) {
        this.#at += 1;
        continue;
      }
      if (passed < this.#at) this.#sink.pass(text.slice(passed, this.#at));
      if (length === undecided) return;
      this.#take(length);
      passed = this.#at;
    }
    if (passed < this.#at) this.#sink.pass(text.slice(passed, this.#at));
  }

  #ask(finders: readonly Finder[], isEnd: boolean): number {
    const isFull = this.#text.length - this.#at >= maxHold;
    for (const finder of finders) {
      const length = finder.match(this.#text, this.#at, isEnd);
      if (length === 0 || (length === undecided && isFull)) continue;
      this.#finder = finder;
      return length;
    }
    return 0;
  }

  #take(length: number): void {
    const { category, tail } = this.#finder!;
    const text = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
    if (tail === undefined) this.#sink.found(category, text);
    else this.#tail = { category, tail, text, taken: 0, isTold: false };
  }

  /** Takes what belongs to the open find; false when more may come. */
  #takeTail(open: OpenTail, isEnd: boolean): boolean {
    const end = open.tail.kind === 'while' ? endOfRun(this.#text, this.#at, open.tail) : this.#endOfBlock(open, isEnd);
    const isOver = end < 0 || (open.tail.kind === 'while' && end < this.#text.length);
    const stop = end < 0 ? -end : end;
    this.#addToTail(open, stop);
    if (isOver) this.#closeTail(open);
    return isOver;
  }

  /** Where a block goes on to; below zero, its negative is where it ends. */
  #endOfBlock({ tail, taken }: OpenTail, isEnd: boolean): number {
    if (tail.kind !== 'until') return this.#at;
    const left = tail.most - taken;
    const found = this.#text.indexOf(tail.text, this.#at);
    if (found !== -1 && found - this.#at <= left) return -(found + tail.text.length);
    const safe = isEnd ? this.#text.length : Math.max(this.#at, this.#text.length - tail.text.length + 1);
    return safe - this.#at > left ? -(this.#at + left) : safe;
  }

  #addToTail(open: OpenTail, stop: number): void {
    const count = stop - this.#at;
    const room = open.isTold ? 0 : Math.min(count, maxKept - open.text.length);
    open.text += this.#text.slice(this.#at, this.#at + room);
    open.taken += count;
    this.#at = stop;
    if (room === count) return;
    this.#tell(open);
    this.#sink.dropped(count - room);
  }

  #closeTail(open: OpenTail): void {
    this.#tell(open);
    this.#tail = undefined;
  }

  #tell(open: OpenTail): void {
    if (open.isTold) return;
    open.isTold = true;
    this.#sink.found(open.category, open.text);
  }
}

/** A find whose end has not come yet. */
interface OpenTail {
  readonly category: string;
  readonly tail: Tail;
  text: string;
  taken: number;
  isTold: boolean;
}

/** Characters of one find that are kept; of longer ones the rest is dropped unseen. */
const maxKept = 16 * 1024;

const beyondAscii = 0x80;

function tableOf(finders: readonly Finder[]): readonly (readonly Finder[])[] {
  return Array.from({ length: beyondAscii + 1 }, (_, code) => finders.filter((finder) => finder.mayBegin(code)));
}

function endOfRun(text: string, from: number, tail: Extract<Tail, { kind: 'while' }>): number {
  let at = from;
  while (at < text.length && tail.takes(text.charCodeAt(at))) at += 1;
  return at;
}
