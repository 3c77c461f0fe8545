import type { JsonValue } from '../json.ts';

/** Tells whether each choice of a stream has ended. */
export class OpenChoices {
  readonly #open = new Set<number>();
  #anyFinished = false;

  /** At least one choice was seen, and all that were seen are finished. */
  get areFinished(): boolean {
    return this.#anyFinished && this.#open.size === 0;
  }

  /** Takes note of a choice; without an index it is the first. */
  see(index: JsonValue | undefined, isFinished: boolean): void {
    const number = typeof index === 'number' ? index : 0;
    if (isFinished) {
      this.#open.delete(number);
      this.#anyFinished = true;
    } else if (this.#open.size < mostChoices) this.#open.add(number);
  }
}

/** As many choices as any provider gives; an upstream that invents more must not fill the memory. */
const mostChoices = 128;
