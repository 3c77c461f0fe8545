import { Fault } from '../../shared/errors/fault.ts';
import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from '../../shared/ledger/ledger.ts';

/** A ledger that answers, fails, or is silent, as the test says. What it was asked in silence takes place when it wakes. */
export class AilingLedger implements Ledger {
  readonly name = 'ailing';
  health: 'well' | 'failing' | 'silent' = 'well';
  calls = 0;
  readonly #ledger: Ledger;
  #silent: (() => void)[] = [];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  spend(claims: readonly Claim[]): Promise<Verdict> {
    return this.#ask(() => this.#ledger.spend(claims));
  }

  reserve(reservation: Reservation): Promise<Verdict> {
    return this.#ask(() => this.#ledger.reserve(reservation));
  }

  settle(id: string, amounts: readonly number[]): Promise<boolean> {
    return this.#ask(() => this.#ledger.settle(id, amounts));
  }

  release(id: string): Promise<boolean> {
    return this.#ask(() => this.#ledger.release(id));
  }

  read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    return this.#ask(() => this.#ledger.read(counters));
  }

  close(): void {}

  /** Does and answers what it was asked in silence, in its order. */
  async wake(): Promise<void> {
    this.health = 'well';
    const silent = this.#silent;
    this.#silent = [];
    for (const answer of silent) answer();
    for (let turn = 0; turn < 20; turn += 1) await undefined;
  }

  async #ask<T>(ask: () => T | Promise<T>): Promise<T> {
    this.calls += 1;
    if (this.health === 'failing') throw new Fault('ledger_unavailable', { detail: 'failing' });
    if (this.health === 'silent') await new Promise<void>((resolve) => this.#silent.push(resolve));
    return ask();
  }
}
