import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from './ledger.ts';

/**
 * A ledger whose code is loaded once there is one, so that who has none of its kind does not carry it. Nobody waits for
 * that but calls that come meanwhile: loading is not of the time that the first of them has.
 */
export class LazyLedger implements Ledger {
  readonly name: string;
  readonly #loaded: Promise<Ledger>;

  constructor(name: string, load: () => Promise<Ledger>) {
    this.name = name;
    this.#loaded = load();
    // Every call hears of it by itself.
    this.#loaded.catch(ignore);
  }

  async spend(claims: readonly Claim[]): Promise<Verdict> {
    return (await this.#loaded).spend(claims);
  }

  async reserve(reservation: Reservation): Promise<Verdict> {
    return (await this.#loaded).reserve(reservation);
  }

  async settle(id: string, amounts: readonly number[]): Promise<boolean> {
    return (await this.#loaded).settle(id, amounts);
  }

  async release(id: string): Promise<boolean> {
    return (await this.#loaded).release(id);
  }

  async read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    return (await this.#loaded).read(counters);
  }

  async close(): Promise<void> {
    await (await this.#loaded).close();
  }
}

function ignore(): void {}
