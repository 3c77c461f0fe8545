import assert from 'node:assert/strict';
import type { Claim, Counter, Ledger, Reservation } from '../../../shared/ledger/ledger.ts';
import type { CounterRule } from '../../../shared/ledger/rule.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';
import { LedgerOracle } from './oracle.ts';
import { counterOf, type LedgerStage, reservationOf, turn } from './stage.ts';

/** Where time stands still between operations there may be many; else every one may be a journey over a network. */
const OPERATIONS = { still: 4000, real: 400 };
const seed = testSeed();

/** The promise that whatever happens, each answer is what remembering everything would have answered. */
export function randomLifePromise(stage: LedgerStage): void {
  const title = `answers as one that remembers everything, whatever it is asked (SEED=${seed})`;
  if (stage.traits.isExact) {
    stage.promise(title, 3, async (ledgers) => {
      const life = new RandomLife(stage, ledgers, await countersFor(stage));
      for (let i = 0; i < OPERATIONS[stage.traits.time]; i += 1) await life.step();
    });
  }
  if (stage.traits.time === 'still' && stage.traits.kinds.includes('sliding-window')) anySpanPromise(stage);
}

function anySpanPromise(stage: LedgerStage): void {
  stage.promise(
    `sliding-window: no span of the window holds more than the limit (SEED=${seed})`,
    1,
    async ([ledger]) => {
      const random = new SeededRandom(seed);
      const windowMs = 997;
      const counter = counterOf({ kind: 'sliding-window', limit: 20, windowMs });
      const taken: { at: number; amount: number }[] = [];
      for (let i = 0; i < 3000; i += 1) {
        await stage.pass(random.below(3) * random.below(30));
        const amount = 1 + random.below(4);
        if ((await ledger!.spend([{ ...counter, amount }])).granted) taken.push({ at: await stage.now(), amount });
      }

      for (const { at } of taken) {
        const span = taken.filter((other) => other.at >= at && other.at < at + windowMs);
        assert.ok(span.reduce((all, { amount }) => all + amount, 0) <= 20, `the span from ${at}`);
      }
      assert.ok(taken.length > 100);
    },
  );
}

/** Two counters of each kind; budgets that carry are only spent from, as late settlements may or may not reach them. */
async function countersFor(stage: LedgerStage): Promise<Counter[]> {
  const { kinds, time } = stage.traits;
  const rules: CounterRule[] = [];
  for (const kind of kinds) {
    rules.push(await stage.slowRule(kind, 60));
    if (time !== 'still') continue;
    const quick = await stage.quickRule(kind, 13, 977);
    // For as long as the life may last.
    rules.push(quick.kind === 'budget' ? { ...quick, starts: await stage.starts(977, 300) } : quick);
  }
  if (time === 'still' && kinds.includes('budget')) {
    rules.push({ kind: 'budget', limit: 11, starts: await stage.starts(5003, 60), carryMax: 25 });
  }
  return rules.map(counterOf);
}

class RandomLife {
  readonly #stage: LedgerStage;
  readonly #ledgers: readonly Ledger[];
  readonly #counters: readonly Counter[];
  readonly #oracle = new LedgerOracle();
  readonly #random = new SeededRandom(seed);
  readonly #made: Reservation[] = [];
  #now = 0;

  constructor(stage: LedgerStage, ledgers: readonly Ledger[], counters: readonly Counter[]) {
    this.#stage = stage;
    this.#ledgers = ledgers;
    this.#counters = counters;
  }

  async step(): Promise<void> {
    const { hasReservations, time } = this.#stage.traits;
    // Where time cannot be held still the rules are so slow that it makes no difference.
    if (this.#now === 0 || time === 'still') this.#now = await this.#stage.now();
    const ledger = turn(this.#ledgers, this.#random.below(3));
    const dice = this.#random.below(hasReservations ? 12 : 5);
    if (dice === 0 && time === 'still') return this.#stage.pass(this.#random.below(4) ** this.#random.below(8));
    if (dice <= 1) return this.#read(ledger);
    if (dice <= 4) return this.#spend(ledger);
    if (dice <= 8) return this.#reserve(ledger);
    return this.#settle(ledger);
  }

  async #read(ledger: Ledger): Promise<void> {
    this.#oracle.judgeRead(this.#counters, await ledger.read(this.#counters), this.#now);
  }

  async #spend(ledger: Ledger): Promise<void> {
    const claims = this.#claims(({ rule }) => rule.kind !== 'concurrency');
    this.#oracle.judgeSpend(claims, await ledger.spend(claims), this.#now);
  }

  async #reserve(ledger: Ledger): Promise<void> {
    const known = this.#random.below(10) === 0 ? this.#made.at(-1) : undefined;
    const reservation = known ?? this.#newReservation();
    this.#oracle.judgeReserve(reservation, await ledger.reserve(reservation), this.#now);
    this.#made.push(reservation);
  }

  #newReservation(): Reservation {
    const isStill = this.#stage.traits.time === 'still';
    return reservationOf(
      this.#claims(({ rule }) => rule.kind !== 'budget' || rule.carryMax === 0),
      {
        holdMs: isStill ? 1 + this.#random.below(3000) : 3_600_000,
        atExpiry: this.#random.below(2) === 0 ? 'spend' : 'release',
      },
    );
  }

  async #settle(ledger: Ledger): Promise<void> {
    const reservation = this.#made[Math.max(0, this.#made.length - 1 - this.#random.below(20))];
    if (reservation === undefined) return;
    const { id, claims } = reservation;
    if (this.#random.below(4) === 0) {
      return this.#oracle.judgeSettle(id, undefined, await ledger.release(id), this.#now);
    }
    const amounts = claims.map(({ amount }) => this.#random.below(2 * amount + 2));
    this.#oracle.judgeSettle(id, amounts, await ledger.settle(id, amounts), this.#now);
  }

  #claims(isWanted: (counter: Counter) => boolean): Claim[] {
    const count = this.#stage.traits.joinsClaims ? 1 + this.#random.below(3) : 1;
    const wanted = this.#counters.filter(isWanted);
    const start = this.#random.below(wanted.length);
    return Array.from({ length: count }, (_, i) => ({
      ...wanted[(start + i) % wanted.length]!,
      amount: this.#random.below(6),
      enforce: this.#random.below(12) > 0,
    }));
  }
}
