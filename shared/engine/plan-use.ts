/** Requests under way, whatever plan they began with. Handed on from plan to plan. */
export interface Crowd {
  underWay: number;
}

/** How long a plan is needed: while it is the one in force, and then until the last request that began with it is over. */
export class PlanUse {
  readonly #onDone: () => void;
  readonly #crowd: Crowd;
  #underWay = 0;
  #isInForce = true;

  /** `crowd`: counts the requests of all plans. */
  constructor(onDone: () => void, crowd: Crowd = { underWay: 0 }) {
    this.#onDone = onDone;
    this.#crowd = crowd;
  }

  /** A request begins with the plan. */
  enter(): void {
    this.#underWay += 1;
    this.#crowd.underWay += 1;
  }

  /** That request is over. */
  leave(): void {
    this.#underWay -= 1;
    this.#crowd.underWay -= 1;
    this.#look();
  }

  /** Another plan has taken its place, or it never came into force. */
  retire(): void {
    if (!this.#isInForce) return;
    this.#isInForce = false;
    this.#look();
  }

  #look(): void {
    if (!this.#isInForce && this.#underWay === 0) this.#onDone();
  }
}
