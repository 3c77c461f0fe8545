import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from './ledger.ts';

/** A ledger whose code is loaded by its first use, so that who has none of its kind does not carry it. */
export class LazyLedger implements Ledger {
  readonly name: string;
  readonly #load: () => Promise<Ledger>;
  #loaded: Promise<Ledger> | undefined = undefined;

  constructor(name: string, load: () => Promise<Ledger>) {
    this.name = name;
    this.#load = load;
  }

  async spend(claims: readonly Claim[]): Promise<Verdict> {
    return (await this.#ledger()).spend(claims);
  }

  async reserve(reservation: Reservation): Promise<Verdict> {
    return (await this.#ledger()).reserve(reservation);
  }

  async settle(id: string, amounts: readonly number[]): Promise<boolean> {
    return (await this.#ledger()).settle(id, amounts);
  }

  async release(id: string): Promise<boolean> {
    return (await this.#ledger()).release(id);
  }

  async read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    return (await this.#ledger()).read(counters);
  }

  async close(): Promise<void> {
    if (this.#loaded !== undefined) await (await this.#loaded).close();
  }

  #ledger(): Promise<Ledger> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }
}
