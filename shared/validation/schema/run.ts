/** One thing that does not fit, and where it stands in the value. */
export interface Violation {
  /** Steps from the whole value to the part that is wrong. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Whether a value fits a schema. What does not is told to the run; `seen` learns which parts some schema has looked at. */
export type Check = (value: unknown, run: Run, seen: Seen | undefined) => boolean;

/** The names and places of one object or array that some schema has looked at. */
export class Seen {
  readonly names = new Set<string>();
  readonly items = new Set<number>();

  take(other: Seen): void {
    for (const name of other.names) this.names.add(name);
    for (const item of other.items) this.items.add(item);
  }
}

/** What one judgement may cost, and how much it tells. */
export interface RunBounds {
  /** Schemas asked at most. A schema that branches at every level can ask itself without end. */
  readonly maxSteps: number;
  readonly maxViolations: number;
}

/** One judgement of one value: where it is, what it found, and what it has spent. */
export class Run {
  readonly violations: Violation[] = [];
  /** Resources that references were followed through, the outermost first; for references that depend on the way. */
  readonly scopes: object[] = [];
  #steps: number;
  #depth = 0;
  #trials = 0;
  readonly #maxViolations: number;
  readonly #path: (string | number)[] = [];

  constructor({ maxSteps, maxViolations }: RunBounds) {
    this.#steps = maxSteps;
    this.#maxViolations = maxViolations;
  }

  /** Whether it cost more than it may: the value is then refused, whatever was found. */
  get isSpent(): boolean {
    return this.#steps < 0;
  }

  /** Whether there is no use in going on. */
  get isOver(): boolean {
    return this.#steps < 0 || this.violations.length >= this.#maxViolations;
  }

  /** Counts steps; false when they are used up. */
  spend(steps = 1): boolean {
    this.#steps -= steps;
    return this.#steps >= 0;
  }

  /** Notes what does not fit, unless it is only tried; false, for the caller to hand on. */
  fail(message: string): false {
    if (this.#trials === 0 && !this.isOver) this.violations.push({ path: this.#path.slice(), message });
    return false;
  }

  /** Asks about a part of the value. */
  within(step: string | number, check: Check, value: unknown): boolean {
    this.#path.push(step);
    const fits = check(value, this, undefined);
    this.#path.pop();
    return fits;
  }

  /** Notes what does not fit at a part of the value. */
  failAt(step: string | number, message: string): false {
    this.#path.push(step);
    this.fail(message);
    this.#path.pop();
    return false;
  }

  /** Asks without telling what does not fit; what was looked at counts only if it fits. */
  attempt(check: Check, value: unknown, seen: Seen | undefined): boolean {
    const own = seen && new Seen();
    this.#trials += 1;
    const fits = check(value, this, own);
    this.#trials -= 1;
    if (fits && own) seen?.take(own);
    return fits;
  }

  /** Follows a reference. Without a bound on the depth a schema that refers to itself would run out of stack. */
  follow(check: Check, value: unknown, seen: Seen | undefined): boolean {
    if (this.#depth >= deepest) {
      this.#steps = -1;
      return false;
    }
    this.#depth += 1;
    const fits = check(value, this, seen);
    this.#depth -= 1;
    return fits;
  }
}

/** References inside of references; several for each level of a value. */
const deepest = 400;
