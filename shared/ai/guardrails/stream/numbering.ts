import type { SaidEvent } from './said-event.ts';

/** Keeps the numbers that events of Responses have in a row where some are added. */
export class Numbering {
  #added = 0;
  /** The number of the last event that was sent; `undefined` where events have none. */
  last: number | undefined;

  /** An event of the stream is sent. */
  count(said: SaidEvent): void {
    const number = said.json['sequence_number'];
    if (typeof number !== 'number') return;
    this.last = number + this.#added;
    if (this.#added > 0) said.put(['sequence_number'], this.last);
  }

  /** The number of an event that is added. */
  add(): number {
    this.#added += 1;
    this.last = (this.last ?? -1) + 1;
    return this.last;
  }
}
