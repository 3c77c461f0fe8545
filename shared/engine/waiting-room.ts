/** How many requests may wait at once for a turn, whatever limit they wait at. */
export class WaitingRoom {
  readonly #places: number;
  #taken = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** Requests that wait. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes a place; false when there is none. */
  enter(): boolean {
    if (this.#taken >= this.#places) return false;
    this.#taken += 1;
    return true;
  }

  leave(): void {
    this.#taken -= 1;
  }
}
