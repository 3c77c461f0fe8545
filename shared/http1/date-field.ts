/** The value of a `date` field, made once a second. */
export class DateField {
  #second = Number.NaN;
  #text = '';

  /** The date as HTTP writes it (RFC 9110 §5.6.7); `now` is in milliseconds since the epoch. */
  at(now: number): string {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(second * 1000).toUTCString();
    }
    return this.#text;
  }
}
