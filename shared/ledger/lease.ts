import type { Claim, CounterView, Verdict } from './ledger.ts';
import type { LeaseSettings } from './ledger-settings.ts';
import type { CounterRule } from './rule.ts';

/** A part of a limit that was reserved in the ledger, to be spent here. */
export interface Slice {
  /** Of its reservation. */
  readonly id: string;
  readonly amount: number;
  left: number;
  /** On the monotonic clock: from then on nothing of it is spent any more. */
  readonly endsAt: number;
  readonly isBucket: boolean;
}

/** What a counter says that may be spent by slices. */
export interface LeasedView extends CounterView {
  /** The part of `remaining` that this instance holds for itself. Others may hold as much each, and leave it unused. */
  readonly leased: number;
}

/** A refusal is believed for so long at most: what others give back could undo it. */
const mostDryMs = 100;

/** What an instance knows of one counter: its slice, how much is asked for, and when there is nothing to be had. */
export class Lease {
  slice: Slice | undefined = undefined;
  /** A slice on its way; whoever lacks one waits for it. */
  refill: Promise<void> | undefined = undefined;
  /** Until then no slice is asked for, as the last one was refused. */
  exactUntil = 0;
  /** Whether anything was asked for since this was last set to false. */
  isUsed = true;
  #asked = 0;
  #askedAt: number;
  #said: CounterView | undefined = undefined;
  #saidAt = 0;
  #dryUntil = 0;
  #dryAmount = 0;
  #dryLimit = 0;
  #retryAt = 0;

  constructor(now: number) {
    this.#askedAt = now;
  }

  /** Counts what is asked for, whether or not it is granted. */
  note(amount: number): void {
    this.isUsed = true;
    this.#asked += amount;
  }

  /** Takes an amount of the slice, or says that it is not there. 0 asks whether there is anything. */
  take(amount: number, now: number): boolean {
    if (!this.has(amount, now)) return false;
    this.slice!.left -= amount;
    return true;
  }

  /** Whether the slice has that amount left. */
  has(amount: number, now: number): boolean {
    return this.slice !== undefined && now < this.slice.endsAt && this.slice.left >= Math.max(1, amount);
  }

  /** About as much as was asked for lately in the time that a slice lasts; at most the share of the limit. */
  nextAmount({ rule }: Claim, { share, holdMs }: LeaseSettings, now: number): number {
    const limit = limitOf(rule);
    // Fades so that with a steady demand it settles at what is asked for in `holdMs`.
    this.#asked *= holdMs / (holdMs + now - this.#askedAt);
    this.#askedAt = now;
    return Math.min(Math.round(this.#asked), Math.floor(limit * share));
  }

  /** Keeps what the ledger said of the counter. */
  heard(view: CounterView, now: number): void {
    this.#said = view;
    this.#saidAt = now;
  }

  /** Keeps that the ledger refused a claim. */
  wasRefused({ amount, rule }: Claim, { retryAfterMs }: Verdict, now: number): void {
    this.#dryAmount = Math.max(1, amount);
    this.#dryLimit = limitOf(rule);
    this.#dryUntil = now + Math.min(retryAfterMs, mostDryMs);
    this.#retryAt = now + retryAfterMs;
  }

  /** For how long the ledger said it would refuse that claim; 0 when it said nothing of the kind lately. */
  refusedMs({ amount, rule }: Claim, now: number): number {
    const isAsMuch = Math.max(1, amount) >= this.#dryAmount && limitOf(rule) <= this.#dryLimit;
    return now < this.#dryUntil && isAsMuch ? this.#retryAt - now : 0;
  }

  /** What the counter says, as far as it is known here. */
  view({ rule }: Claim, now: number): LeasedView {
    const leased = this.slice?.left ?? 0;
    const limit = limitOf(rule);
    if (this.#said === undefined) return { limit, remaining: limit, resetMs: 0, leased };
    const { remaining, resetMs } = this.#said;
    const elapsed = Math.floor(now - this.#saidAt);
    return { limit: this.#said.limit, remaining: remaining + leased, resetMs: Math.max(0, resetMs - elapsed), leased };
  }
}

function limitOf(rule: CounterRule): number {
  return rule.kind === 'token-bucket' ? rule.capacity : rule.limit;
}
