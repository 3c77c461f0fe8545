/**
 * What a balancer has learnt of each target, for the balancer that follows it when the targets change. What the next
 * one does not ask for is forgotten.
 */
export class BalancerMemory {
  readonly #kept = new Map<string, unknown>();
  #before: ReadonlyMap<string, unknown> | undefined;

  constructor(previous?: BalancerMemory) {
    this.#before = previous === undefined ? undefined : previous.#kept;
  }

  /** What was kept under this name, which only one balancer of an upstream uses; else what `make` makes. */
  recall<T>(name: string, make: () => T): T {
    const known = this.#before?.get(name) as T | undefined;
    const kept = known ?? make();
    this.#kept.set(name, kept);
    return kept;
  }

  /** Everything that is needed has been asked for: the rest goes. */
  settle(): void {
    this.#before = undefined;
  }
}
