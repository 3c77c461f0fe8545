import type { Fault } from '../errors/fault.ts';
import { LateSettlements, type Settlement } from './late-settlements.ts';
import type { Claim, Counter, CounterView, Ledger, Reservation } from './ledger.ts';
import type { GuardSettings } from './ledger-settings.ts';
import type { GuardedClaim, GuardedVerdict } from './on-ledger-failure.ts';
import { StandIn } from './stand-in.ts';
import { type AskingParts, isUnavailable, TimelyAsking } from './timely-asking.ts';

/** What a guard needs beside its settings. */
export interface GuardParts extends AskingParts {
  /** A ledger of this process, used by nobody else, for claims that are decided locally. */
  readonly local: Ledger;
}

/** How it stands with a guarded ledger. */
export interface GuardState {
  /** Nothing is asked at the moment, because the ledger did not answer lately. */
  readonly isOpen: boolean;
  /** Verdicts given without the ledger since the start. */
  readonly unchecked: number;
  /** Settlements that the ledger is still to be told. */
  readonly waiting: number;
  /** Settlements that it could not be told in time, and never will be. */
  readonly lost: number;
}

/** Settlements wait for as long as a store may take to be restarted. */
const settling = { most: 10_000, keepMs: 60_000, retryMs: 500 };

/**
 * A ledger that answers in time: what the one behind it does not answer within the deadline (or two ticks later) is
 * decided by the failure mode of each claim, `closed` by rejecting with `Fault('ledger_unavailable')`. Settlements are
 * never waited for longer either: what could not be told is told later. A reservation whose grant comes too late is
 * given back. A `spend` whose grant comes too late stays counted, so that an error is on the safe side.
 */
export class GuardedLedger implements Ledger {
  readonly name: string;
  readonly #ledger: Ledger;
  readonly #standIn: StandIn;
  readonly #asking: TimelyAsking;
  readonly #late: LateSettlements;
  /** Reservations granted without the ledger, until they are settled: what is spent of them is counted afterwards. */
  readonly #granted = new Map<string, readonly GuardedClaim[]>();
  #unchecked = 0;

  constructor(ledger: Ledger, settings: GuardSettings, parts: GuardParts) {
    const { clock, timers } = parts;
    this.name = ledger.name;
    this.#ledger = ledger;
    this.#standIn = new StandIn(parts.local, settings);
    this.#asking = new TimelyAsking(settings.timeoutMs, parts);
    this.#late = new LateSettlements(
      settling,
      timers,
      () => clock.monotonic(),
      (settlement) => this.#tell(settlement),
    );
  }

  get state(): GuardState {
    const { size: waiting, lost } = this.#late;
    return { isOpen: this.#asking.isOpen, unchecked: this.#unchecked, waiting, lost };
  }

  spend(claims: readonly GuardedClaim[]): GuardedVerdict | Promise<GuardedVerdict> {
    const asked = this.#asking.ask(() => this.#ledger.spend(claims));
    if (!(asked instanceof Promise)) return asked;
    return asked.catch((error) => this.#standIn.spend(claims, this.#unavailable(error)));
  }

  reserve(reservation: Reservation): GuardedVerdict | Promise<GuardedVerdict> {
    const asked = this.#asking.ask(
      () => this.#ledger.reserve(reservation),
      () => this.#onLateGrant(reservation.id),
    );
    if (!(asked instanceof Promise)) return asked;
    return asked.catch((error) => this.#reserveHere(reservation, this.#unavailable(error)));
  }

  settle(id: string, amounts: readonly number[]): boolean | Promise<boolean> {
    const claims = this.#granted.get(id);
    if (claims !== undefined) return this.#settleHere(id, claims, amounts);
    return this.#settle({ id, amounts });
  }

  release(id: string): boolean | Promise<boolean> {
    const claims = this.#granted.get(id);
    if (claims === undefined) return this.#settle({ id, amounts: undefined });
    return this.#settleHere(
      id,
      claims,
      claims.map(() => 0),
    );
  }

  /** Rejects, whatever the failure mode: there is nothing to show while the ledger is away. */
  read(counters: readonly Counter[]): readonly CounterView[] | Promise<readonly CounterView[]> {
    return this.#asking.ask(() => this.#ledger.read(counters));
  }

  /** Tells what waits, once and within the deadlines, and lets go. */
  async close(): Promise<void> {
    await this.#late.flush();
    this.#late.close();
    await this.#standIn.close();
    await this.#ledger.close();
  }

  /** Counts a verdict that is given without the ledger. Throws what the caller itself is to blame for. */
  #unavailable(error: unknown): Fault {
    if (!isUnavailable(error)) throw error;
    this.#unchecked += 1;
    return error;
  }

  async #reserveHere(reservation: Reservation, fault: Fault): Promise<GuardedVerdict> {
    let isGranted = false;
    try {
      const verdict = await this.#standIn.reserve(reservation, fault);
      isGranted = verdict.granted;
      return verdict;
    } finally {
      if (isGranted) this.#remember(reservation);
      // It may have been granted there all the same.
      else if (!fault.unsent) this.#late.add({ id: reservation.id, amounts: undefined });
    }
  }

  #remember({ id, claims }: Reservation): void {
    if (this.#granted.size >= settling.most) this.#granted.delete(this.#granted.keys().next().value!);
    this.#granted.set(id, claims);
  }

  /** Whatever the ledger may hold of it then goes by its expiry, or by the settlement that counts it. */
  async #settleHere(id: string, claims: readonly GuardedClaim[], amounts: readonly number[]): Promise<boolean> {
    this.#granted.delete(id);
    await this.#standIn.settle(id, claims, amounts);
    this.#late.add({ id, amounts, claims: spent(claims, amounts) });
    return true;
  }

  /** One that was granted here meanwhile is settled by whoever uses it. */
  #onLateGrant(id: string): void {
    if (!this.#granted.has(id)) this.#late.add({ id, amounts: undefined });
  }

  #settle(settlement: Settlement): boolean | Promise<boolean> {
    const asked = this.#asking.ask(() => this.#put(settlement));
    if (!(asked instanceof Promise)) return asked;
    return asked.catch((error) => {
      if (!isUnavailable(error)) throw error;
      this.#late.add(settlement);
      return true;
    });
  }

  #put({ id, amounts }: Settlement): boolean | Promise<boolean> {
    return amounts === undefined ? this.#ledger.release(id) : this.#ledger.settle(id, amounts);
  }

  /**
   * What was never reserved there is reserved now, to be left spent: a reservation is taken once however often it is
   * tried, and not at all when the first one took place unnoticed and has been settled.
   */
  async #tell(settlement: Settlement): Promise<boolean> {
    const { id, claims = [] } = settlement;
    try {
      const wasHeld = await this.#asking.ask(() => this.#put(settlement));
      if (wasHeld || claims.length === 0) return true;
      await this.#asking.ask(() => this.#ledger.reserve({ id, claims, holdMs: settling.keepMs, atExpiry: 'spend' }));
      return true;
    } catch (error) {
      // Reported where it failed, and tried again, unless the amounts themselves are wrong.
      return !isUnavailable(error);
    }
  }
}

/** What is to be counted of claims that were granted without being counted. */
function spent(claims: readonly GuardedClaim[], amounts: readonly number[]): readonly Claim[] {
  return claims
    .map(({ key, rule }, index) => ({ key, rule, amount: amounts[index]!, enforce: false }))
    .filter(({ rule, amount }) => rule.kind !== 'concurrency' && amount > 0);
}
