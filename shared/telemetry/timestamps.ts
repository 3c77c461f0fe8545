/** Times as logs write them. What is the same for a whole second is made once a second. */
export class Timestamps {
  #isoSecond = Number.NaN;
  #iso = '';
  /** The one written last: many requests come within a millisecond. */
  #isoAt = Number.NaN;
  #isoText = '';
  #commonSecond = Number.NaN;
  #common = '';

  /** RFC 3339 with milliseconds, in UTC; `at` is in milliseconds since the epoch. */
  iso(at: number): string {
    if (at !== this.#isoAt) {
      this.#isoText = this.#isoOf(at);
      this.#isoAt = at;
    }
    return this.#isoText;
  }

  #isoOf(at: number): string {
    const whole = Math.floor(at);
    const second = Math.floor(whole / 1000);
    if (second !== this.#isoSecond) {
      this.#isoSecond = second;
      this.#iso = new Date(second * 1000).toISOString().slice(0, 20);
    }
    const ms = whole - second * 1000;
    return `${this.#iso}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
  }

  /** As the common log format has it, in UTC: `21/Nov/2026:21:57:03 +0000`. */
  common(at: number): string {
    const second = Math.floor(at / 1000);
    if (second !== this.#commonSecond) {
      this.#commonSecond = second;
      // `Sat, 21 Nov 2026 21:57:03 GMT`
      const text = new Date(second * 1000).toUTCString();
      this.#common = `${text.slice(5, 7)}/${text.slice(8, 11)}/${text.slice(12, 16)}:${text.slice(17, 25)} +0000`;
    }
    return this.#common;
  }
}
