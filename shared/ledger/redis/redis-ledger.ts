import { checkAmounts, checkCounter, checkReservation, checkSpent } from '../check-claims.ts';
import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from '../ledger.ts';
import { decodeSettled, decodeVerdict, decodeViews } from './decode-answer.ts';
import { encodeRead, encodeReserve, encodeSettle, encodeSpend } from './encode-call.ts';

/** A way to reach a Redis. */
export interface ScriptRunner {
  /**
   * Runs the ledger's script in one round trip. Rejects with `Fault('ledger_unavailable')`, `unsent` when the script
   * cannot have run.
   */
  run(keys: readonly string[], words: readonly string[]): Promise<unknown>;
  close(): void | Promise<void>;
}

/**
 * A ledger in Redis. Every operation is one run of one script, so it is atomic, and told the time by Redis alone.
 *
 * All keys carry the prefix as their hash tag: in a cluster they are in one slot, since claims of one request may be on any
 * of the counters. The cost is that one ledger is no faster than one node; ledgers with other prefixes are elsewhere.
 * A Redis that evicts keys forgets counts: `maxmemory-policy` is to be `noeviction`.
 */
export class RedisLedger implements Ledger {
  readonly name: string;
  readonly #runner: ScriptRunner;
  readonly #keys: readonly string[];
  readonly #root: string;

  constructor(name: string, prefix: string, runner: ScriptRunner) {
    this.name = name;
    this.#runner = runner;
    // Braces of its own would mark another part of the key.
    this.#root = `{${prefix.replaceAll(/[{}]/g, '')}}`;
    this.#keys = [`${this.#root}clock`, `${this.#root}expiry`];
  }

  async spend(claims: readonly Claim[]): Promise<Verdict> {
    checkSpent(claims);
    return decodeVerdict(await this.#run(encodeSpend(claims)), claims.length);
  }

  async reserve(reservation: Reservation): Promise<Verdict> {
    checkReservation(reservation);
    return decodeVerdict(await this.#run(encodeReserve(reservation)), reservation.claims.length);
  }

  async settle(id: string, amounts: readonly number[]): Promise<boolean> {
    checkAmounts(amounts, amounts.length);
    return decodeSettled(await this.#run(encodeSettle(id, amounts)));
  }

  async release(id: string): Promise<boolean> {
    return decodeSettled(await this.#run(encodeSettle(id, [])));
  }

  async read(counters: readonly Counter[]): Promise<readonly CounterView[]> {
    counters.forEach(checkCounter);
    return decodeViews(await this.#run(encodeRead(counters)), counters.length);
  }

  async close(): Promise<void> {
    await this.#runner.close();
  }

  #run(words: string[]): Promise<unknown> {
    return this.#runner.run(this.#keys, [this.#root, ...words]);
  }
}
