/** Bounds how many checks are under way at once; who comes later waits, first come first served. */
export class ProbePlaces {
  readonly #limit: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Settles once there is a place, which must be given back by `free`. */
  take(): Promise<void> {
    if (this.#taken >= this.#limit) return new Promise((resolve) => void this.#waiting.push(resolve));
    this.#taken += 1;
    return Promise.resolve();
  }

  free(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken -= 1;
  }
}
