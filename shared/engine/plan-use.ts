/** How long a plan is needed: while it is the one in force, and then until the last request that began with it is over. */
export class PlanUse {
  readonly #onDone: () => void;
  #underWay = 0;
  #isInForce = true;

  constructor(onDone: () => void) {
    this.#onDone = onDone;
  }

  /** A request begins with the plan. */
  enter(): void {
    this.#underWay += 1;
  }

  /** That request is over. */
  leave(): void {
    this.#underWay -= 1;
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
