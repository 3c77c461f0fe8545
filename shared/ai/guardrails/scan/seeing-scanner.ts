import { isUnseenCode } from '../finders/chars.ts';
import type { Finder } from './finder.ts';
import { Scanner, type ScanSink } from './scanner.ts';

/** Characters that show nothing, and how many others came before them. */
interface Unseen {
  readonly at: number;
  text: string;
}

/**
 * Reads a text as people see it: finders are not shown characters that show nothing, so that nothing hides behind them.
 * They go on where they stood; those within a find belong to it.
 */
export class SeeingScanner implements ScanSink {
  readonly #scanner: Scanner;
  readonly #sink: ScanSink;
  /** In order; only as many as are held, and as stand where the scanner is. */
  #unseen: Unseen[] = [];
  #held = 0;
  #shown = 0;
  #told = 0;

  constructor(finders: readonly Finder[], sink: ScanSink) {
    this.#scanner = new Scanner(finders, this);
    this.#sink = sink;
  }

  /** Whether anything is still to be told of what came. */
  get isHolding(): boolean {
    return this.#scanner.isHolding;
  }

  push(text: string): void {
    if (!unseen.test(text)) {
      this.#show(text);
      return;
    }
    for (const part of text.split(runs)) {
      if (isUnseenCode(part.charCodeAt(0)) && this.#held + part.length <= mostHeld) this.#keep(part);
      else if (part !== '') this.#show(part);
    }
  }

  end(): void {
    this.#scanner.end();
    this.#release();
  }

  pass(text: string): void {
    this.#sink.pass(this.#whole(text, true));
  }

  found(category: string, text: string): void {
    this.#release();
    this.#sink.found(category, this.#whole(text, false));
  }

  /** What belongs to a find goes on, so what stands before it is within. */
  dropped(count: number): void {
    let all = count;
    this.#told += count;
    while (this.#unseen.length > 0 && this.#unseen[0]!.at < this.#told) all += this.#next().length;
    this.#sink.dropped(all);
  }

  #show(text: string): void {
    this.#shown += text.length;
    this.#scanner.push(text);
  }

  /** Goes on at once where nothing before it is held. */
  #keep(text: string): void {
    if (!this.#scanner.isHolding) {
      this.#sink.pass(text);
      return;
    }
    this.#held += text.length;
    const last = this.#unseen.at(-1);
    if (last?.at === this.#shown) last.text += text;
    else this.#unseen.push({ at: this.#shown, text });
  }

  /** What the scanner tells of, with what nobody sees in it; with `isOpen` also what stands before it. */
  #whole(text: string, isOpen: boolean): string {
    const from = this.#told;
    this.#told += text.length;
    if (this.#unseen.length === 0) return text;
    let all = '';
    let done = 0;
    while (this.#unseen.length > 0) {
      const at = this.#unseen[0]!.at - from;
      if (at >= text.length || (at === 0 && !isOpen)) break;
      all += text.slice(done, at) + this.#next();
      done = at;
    }
    return all + text.slice(done);
  }

  /** Tells of what stands where the scanner is. */
  #release(): void {
    while (this.#unseen.length > 0 && this.#unseen[0]!.at <= this.#told) this.#sink.pass(this.#next());
  }

  #next(): string {
    const { text } = this.#unseen.shift()!;
    this.#held -= text.length;
    return text;
  }
}

/** As many are kept aside; what comes beyond is shown, rather than held without end. */
const mostHeld = 1024;

const unseen = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/;
const runs = /([\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+)/;
