/** Addresses remembered at most. */
const maxKeys = 4096;

/** How long an answer that was for one client alone speaks for the next. */
const rememberedMs = 30_000;

/**
 * Remembers what was not to be shared. Requests for it need not wait for each other, which would make a row of those who
 * each get an answer of their own.
 */
export class Unshared {
  readonly #until = new Map<string, number>();

  note(key: string, now: number): void {
    this.#until.delete(key);
    this.#until.set(key, now + rememberedMs);
    if (this.#until.size <= maxKeys) return;
    const [oldest] = this.#until.keys();
    if (oldest !== undefined) this.#until.delete(oldest);
  }

  forget(key: string): void {
    if (this.#until.size > 0) this.#until.delete(key);
  }

  has(key: string, now: number): boolean {
    const until = this.#until.get(key);
    return until !== undefined && now < until;
  }
}
