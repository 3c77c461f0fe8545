import type { JsonValue } from '../json.ts';

/** Tells whether each choice of a stream has ended. */
export class OpenChoices {
  readonly #expected: number;
  readonly #open = new Set<number>();
  #anyFinished = false;
  /** Which ones, where one is not enough. */
  readonly #finished: Set<number> | undefined;

  /** As many choices as are `expected` must be seen. */
  constructor(expected = 1) {
    this.#expected = Math.min(expected, mostChoices);
    this.#finished = expected > 1 ? new Set() : undefined;
  }

  /** All choices that were seen are finished, and there are enough of them. */
  get areFinished(): boolean {
    const areEnough = this.#finished === undefined ? this.#anyFinished : this.#finished.size >= this.#expected;
    return areEnough && this.#open.size === 0;
  }

  /** Takes note of a choice; without an index it is the first. */
  see(index: JsonValue | undefined, isFinished: boolean): void {
    const number = typeof index === 'number' ? index : 0;
    if (isFinished) {
      this.#open.delete(number);
      this.#anyFinished = true;
      if (this.#finished !== undefined && this.#finished.size < mostChoices) this.#finished.add(number);
    } else if (this.#open.size < mostChoices) this.#open.add(number);
  }
}

/** As many choices as any provider gives; an upstream that invents more must not fill the memory. */
const mostChoices = 128;
