import type { Finder } from '../scan/finder.ts';
import type { ScanSink } from '../scan/scanner.ts';
import { SeeingScanner } from '../scan/seeing-scanner.ts';
import { JsonUnits, type Unit } from './json-units.ts';
import type { Channel, OnFind } from './text-channel.ts';

/**
 * Changes a text that is JSON itself, such as the arguments of a tool call, in whatever pieces it comes. The finders see
 * what the strings mean, not how they are escaped; what goes on is JSON as long as what came was: inside strings a find
 * is replaced, a bare number becomes 0, and what holds the document together stays.
 */
export class JsonChannel implements Channel, ScanSink {
  readonly #scanner: SeeingScanner;
  readonly #onFind: OnFind;
  readonly #units = new JsonUnits();
  /** How the characters stood in the source that the scanner has not told of yet. */
  #waiting: Unit[] = [];
  #done = 0;
  #out = '';

  constructor(finders: readonly Finder[], onFind: OnFind) {
    this.#scanner = new SeeingScanner(finders, this);
    this.#onFind = onFind;
  }

  push(source: string): string {
    return this.#feed(this.#units.push(source));
  }

  end(): string {
    const last = this.#feed(this.#units.end());
    this.#scanner.end();
    return last + this.#take();
  }

  get isHolding(): boolean {
    return this.#scanner.isHolding || this.#units.isHolding;
  }

  pass(text: string): void {
    for (let i = 0; i < text.length; i += 1) this.#out += this.#next().source;
  }

  found(category: string, text: string): void {
    const replacement = this.#onFind(category, text);
    if (replacement === undefined) {
      this.pass(text);
      return;
    }
    let isPut = false;
    let isNumber = false;
    for (let i = 0; i < text.length; i += 1) {
      const unit = this.#next();
      if (unit.isContent) {
        if (!isPut) this.#out += replacement;
        isPut = true;
      } else if (!isDigit(unit.source)) this.#out += unit.source;
      else if (!isNumber) this.#out += '0';
      isNumber = !unit.isContent && isDigit(unit.source);
    }
  }

  dropped(count: number): void {
    for (let i = 0; i < count; i += 1) {
      const unit = this.#next();
      if (!unit.isContent) this.#out += unit.source;
    }
  }

  #feed(units: readonly Unit[]): string {
    if (this.#done > 0) this.#waiting = this.#waiting.slice(this.#done);
    this.#done = 0;
    let text = '';
    for (const unit of units) {
      this.#waiting.push(unit);
      text += unit.meaning;
    }
    this.#scanner.push(text);
    return this.#take();
  }

  #next(): Unit {
    const unit = this.#waiting[this.#done]!;
    this.#done += 1;
    return unit;
  }

  #take(): string {
    const out = this.#out;
    this.#out = '';
    return out;
  }
}

function isDigit(source: string): boolean {
  return source >= '0' && source <= '9' && source.length === 1;
}
