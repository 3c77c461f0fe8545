import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from '../../shared/ledger/ledger.ts';
import type { SeededRandom } from './seeded-random.ts';

/**
 * A ledger that counts how often it is asked. With chance, it does what it is asked for at once or later, and answers
 * later still, when the test says so: the time between is that of a network.
 */
export class CountedLedger implements Ledger {
  readonly name = 'counted';
  calls = 0;
  /** Hears of claims in the moment in which they are spent. */
  onSpent: ((claims: readonly Claim[]) => void) | undefined = undefined;
  readonly #ledger: Ledger;
  readonly #random: SeededRandom | undefined;
  #waiting: (() => void)[] = [];

  constructor(ledger: Ledger, random?: SeededRandom) {
    this.#ledger = ledger;
    this.#random = random;
  }

  spend(claims: readonly Claim[]): Promise<Verdict> {
    return this.#later(async () => {
      const verdict = await this.#ledger.spend(claims);
      if (verdict.granted) this.onSpent?.(claims);
      return verdict;
    });
  }

  reserve(reservation: Reservation): Promise<Verdict> {
    return this.#later(() => this.#ledger.reserve(reservation));
  }

  settle(id: string, amounts: readonly number[]): Promise<boolean> {
    return this.#later(() => this.#ledger.settle(id, amounts));
  }

  release(id: string): Promise<boolean> {
    return this.#later(() => this.#ledger.release(id));
  }

  read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    return this.#later(() => this.#ledger.read(counters));
  }

  close(): void | Promise<void> {
    return this.#ledger.close();
  }

  /** Lets about half of what waits go one step on. */
  async answerSome(): Promise<void> {
    await this.#step(() => this.#random!.below(2) === 0);
  }

  /** Lets everything come to its end. */
  async answerAll(): Promise<void> {
    for (let round = 0; round < 20; round += 1) await this.#step(() => true);
  }

  async #later<T>(ask: () => T | Promise<T>): Promise<T> {
    this.calls += 1;
    if (this.#random === undefined) return ask();
    await this.#turn();
    const answer = await ask();
    await this.#turn();
    return answer;
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #step(goes: () => boolean): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) {
      if (goes()) go();
      else this.#waiting.push(go);
    }
    for (let turn = 0; turn < 40; turn += 1) await undefined;
  }
}
