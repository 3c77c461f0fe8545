import { Fault } from '../../errors/fault.ts';
import { algorithms } from '../algorithms/index.ts';
import type { CounterPage } from '../book-store.ts';
import { checkCounter, checkSpent } from '../check-claims.ts';
import type { Claim, Counter, CounterView, Ledger, Verdict } from '../ledger.ts';
import type { CounterRule } from '../rule.ts';
import { CasCounters } from './cas-counters.ts';
import { memcachedKey } from './memcached-key.ts';
import { refusalByMemcached } from './memcached-limits.ts';
import type { MemcachedPool } from './memcached-pool.ts';
import type { MemcachedTime } from './memcached-time.ts';

/** One claim that was decided. */
interface Decided {
  readonly isGranted: boolean;
  readonly retryAfterMs: number;
  readonly mark: number;
  readonly view: CounterView;
}

/**
 * Counts requests in Memcached: `spend` and `read`, by the kinds of rules that `memcachedSupports` names; everything else
 * is a fault. Several claims are taken one after another and given back when a later one is refused: never too much is let
 * through, but meanwhile another caller may be refused for what then comes back. A Memcached that is short of memory, or
 * is restarted, forgets counts. The time is `MemcachedTime`.
 */
export class MemcachedLedger implements Ledger {
  readonly name = 'memcached';
  readonly #prefix: string;
  readonly #pool: MemcachedPool;
  readonly #counters: CasCounters;
  readonly #time: MemcachedTime;

  /** `keepMs`: how long a counter is kept at least. */
  constructor(prefix: string, pool: MemcachedPool, time: MemcachedTime, keepMs = 0) {
    this.#prefix = prefix;
    this.#pool = pool;
    this.#counters = new CasCounters((command, form) => pool.ask(command, form), keepMs);
    this.#time = time;
  }

  async spend(claims: readonly Claim[]): Promise<Verdict> {
    checkSpent(claims);
    claims.forEach(checkCountable);
    const now = await this.#time.now();
    const decided: Decided[] = [];
    try {
      for (const claim of claims) {
        decided.push(await this.#take(claim, now));
        if (!decided.at(-1)!.isGranted) return await this.#refuse(claims, decided, now);
      }
    } catch (error) {
      // Nobody waits for it: the ledger is hardly there, and what is not given back stays counted.
      void this.#giveBack(claims, decided, now).catch(ignore);
      throw error;
    }
    return { granted: true, refused: -1, retryAfterMs: 0, views: decided.map(({ view }) => view) };
  }

  reserve(): Promise<Verdict> {
    return Promise.reject(noReservations());
  }

  settle(): Promise<boolean> {
    return Promise.reject(noReservations());
  }

  release(): Promise<boolean> {
    return Promise.reject(noReservations());
  }

  async read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    counters.forEach(checkCounter);
    counters.forEach(checkCountable);
    const now = await this.#time.now();
    return Promise.all(counters.map((counter) => this.#view(counter, now)));
  }

  close(): void {
    this.#pool.close();
  }

  async #view({ key, rule }: Counter, now: number): Promise<CounterView> {
    const numbers = numbersOf(await this.#counters.read(await memcachedKey(this.#prefix, key)), rule, now);
    return algorithms[rule.kind].view(numbers, rule, now);
  }

  /** What would be decided, without taking. */
  async #look({ key, rule, amount, enforce }: Claim, now: number): Promise<Decided> {
    const numbers = numbersOf(await this.#counters.read(await memcachedKey(this.#prefix, key)), rule, now);
    return decide(numbers, { rule, wanted: enforce === false ? -Infinity : Math.max(1, amount) }, now);
  }

  async #take({ key, rule, amount, enforce }: Claim, now: number): Promise<Decided> {
    const algorithm = algorithms[rule.kind];
    const wanted = enforce === false ? -Infinity : Math.max(1, amount);
    let decided: Decided | undefined;
    await this.#counters.change(await memcachedKey(this.#prefix, key), now, (page) => {
      const numbers = numbersOf(page, rule, now);
      decided = decide(numbers, { rule, wanted }, now);
      if (!decided.isGranted || amount === 0) return undefined;
      algorithm.take(numbers, amount, false);
      decided = { ...decided, view: algorithm.view(numbers, rule, now) };
      return { page: { kind: rule.kind, numbers }, idleAt: algorithm.idleAt(numbers) };
    });
    return decided!;
  }

  async #refuse(claims: readonly Claim[], decided: readonly Decided[], now: number): Promise<Verdict> {
    const refused = decided.length - 1;
    const before = await this.#giveBack(claims, decided.slice(0, refused), now);
    const rest = await Promise.all(claims.slice(decided.length).map((claim) => this.#look(claim, now)));
    const known = [decided[refused]!, ...rest];
    return {
      granted: false,
      refused,
      retryAfterMs: Math.max(...known.map(({ retryAfterMs }) => retryAfterMs)),
      views: [...before, ...known.map(({ view }) => view)],
    };
  }

  /** Gives back what was taken, and says what the counters say then. */
  #giveBack(claims: readonly Claim[], decided: readonly Decided[], now: number): Promise<CounterView[]> {
    return Promise.all(decided.map(({ mark }, index) => this.#giveBackOne(claims[index]!, mark, now)));
  }

  async #giveBackOne({ key, rule, amount }: Claim, mark: number, now: number): Promise<CounterView> {
    const algorithm = algorithms[rule.kind];
    let view: CounterView | undefined;
    await this.#counters.change(await memcachedKey(this.#prefix, key), now, (page) => {
      const numbers = numbersOf(page, rule, now);
      if (page !== undefined) algorithm.settle(numbers, amount, 0, mark);
      view = algorithm.view(numbers, rule, now);
      if (page === undefined || amount === 0) return undefined;
      return { page: { kind: rule.kind, numbers }, idleAt: algorithm.idleAt(numbers) };
    });
    return view!;
  }
}

function decide(
  numbers: readonly number[],
  claim: { readonly rule: CounterRule; readonly wanted: number },
  now: number,
): Decided {
  const { rule, wanted } = claim;
  const algorithm = algorithms[rule.kind];
  const isGranted = algorithm.room(numbers, rule) >= wanted;
  return {
    isGranted,
    retryAfterMs: isGranted ? 0 : algorithm.waitMs(numbers, rule, wanted, now),
    mark: algorithm.mark(numbers),
    view: algorithm.view(numbers, rule, now),
  };
}

/** The numbers of a counter, brought to now; another counter's page stays as it is. */
function numbersOf(page: CounterPage | undefined, rule: CounterRule, now: number): number[] {
  const algorithm = algorithms[rule.kind];
  if (page === undefined || page.kind !== rule.kind) return algorithm.fresh(rule, now);
  const numbers = [...page.numbers];
  algorithm.advance(numbers, rule, now);
  return numbers;
}

function checkCountable({ rule }: Counter): void {
  const refusal = refusalByMemcached(rule);
  if (refusal !== undefined) throw new Fault('internal', { detail: refusal });
}

function noReservations(): Fault {
  return new Fault('internal', { detail: 'Memcached counts requests alone: nothing can be reserved in it' });
}

function ignore(): void {}
