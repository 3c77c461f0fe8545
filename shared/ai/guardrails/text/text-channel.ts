import type { Finder } from '../scan/finder.ts';
import type { ScanSink } from '../scan/scanner.ts';
import { SeeingScanner } from '../scan/seeing-scanner.ts';

/** Says what to put in the place of a find; `undefined` leaves it as it is. */
export type OnFind = (category: string, text: string) => string | undefined;

/** A text on its way through the finders. */
export interface Channel {
  /** Takes a piece and answers what may go on. */
  push(text: string): string;
  /** What was held back. */
  end(): string;
  /** Whether something is held back. */
  readonly isHolding: boolean;
}

/** Changes a plain text, in whatever pieces it comes: what goes on is the same for any of them. */
export class TextChannel implements Channel, ScanSink {
  readonly #scanner: SeeingScanner;
  readonly #onFind: OnFind;
  #out = '';

  constructor(finders: readonly Finder[], onFind: OnFind) {
    this.#scanner = new SeeingScanner(finders, this);
    this.#onFind = onFind;
  }

  push(text: string): string {
    this.#scanner.push(text);
    return this.#take();
  }

  end(): string {
    this.#scanner.end();
    return this.#take();
  }

  get isHolding(): boolean {
    return this.#scanner.isHolding;
  }

  pass(text: string): void {
    this.#out += text;
  }

  found(category: string, text: string): void {
    this.#out += this.#onFind(category, text) ?? text;
  }

  dropped(): void {}

  #take(): string {
    const out = this.#out;
    this.#out = '';
    return out;
  }
}
