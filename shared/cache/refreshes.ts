/** How long a refresh is waited for before the next may begin. Where requests end with their client, one may never end. */
const longestMs = 30_000;
/** Things remembered at most. One that is forgotten may be fetched twice at a time. */
const maxKeys = 4096;

/** What is being fetched anew behind the backs of clients: each thing once at a time. */
export class Refreshes {
  readonly #until = new Map<string, number>();

  /** Whether it may begin now. */
  begin(key: string, now: number): boolean {
    const until = this.#until.get(key);
    if (until !== undefined && now < until) return false;
    this.#until.delete(key);
    this.#until.set(key, now + longestMs);
    if (this.#until.size > maxKeys) this.#forgetOldest();
    return true;
  }

  end(key: string): void {
    this.#until.delete(key);
  }

  #forgetOldest(): void {
    const [oldest] = this.#until.keys();
    if (oldest !== undefined) this.#until.delete(oldest);
  }
}
