import type { Fault } from '../errors/fault.ts';
import type { Claim, Counter, CounterView, Ledger, Reservation, Verdict } from './ledger.ts';
import type { GuardSettings } from './ledger-settings.ts';
import type { GuardedClaim, GuardedVerdict, OnLedgerFailure } from './on-ledger-failure.ts';
import type { CounterRule } from './rule.ts';
import { shareOfRule } from './share-of-rule.ts';

/** How claims are decided without the ledger. */
export type StandInSettings = Pick<GuardSettings, 'failureMode' | 'localShare'>;

/** Decides claims while the ledger is away: each by its own word, all of them or none. */
export class StandIn {
  readonly #local: Ledger;
  readonly #settings: StandInSettings;
  /** Rules are made by the configuration and live as long, so each is divided once. */
  readonly #shares = new WeakMap<CounterRule, CounterRule>();

  constructor(local: Ledger, settings: StandInSettings) {
    this.#local = local;
    this.#settings = settings;
  }

  /** Rejects with the fault when a claim is closed. */
  async spend(claims: readonly GuardedClaim[], fault: Fault): Promise<GuardedVerdict> {
    const local = this.#localOf(claims, fault);
    return this.#verdict(claims, local.length === 0 ? undefined : await this.#local.spend(local));
  }

  /** Rejects with the fault when a claim is closed. */
  async reserve(reservation: Reservation, fault: Fault): Promise<GuardedVerdict> {
    const { claims } = reservation;
    const local = this.#localOf(claims, fault);
    return this.#verdict(
      claims,
      local.length === 0 ? undefined : await this.#local.reserve({ ...reservation, claims: local }),
    );
  }

  /** Settles what was reserved here. */
  async settle(id: string, claims: readonly GuardedClaim[], amounts: readonly number[]): Promise<void> {
    const local = amounts.filter((_, index) => this.#wordOf(claims[index]!) === 'local');
    if (local.length > 0) await this.#local.settle(id, local);
  }

  close(): void | Promise<void> {
    return this.#local.close();
  }

  #localOf(claims: readonly GuardedClaim[], fault: Fault): Claim[] {
    if (claims.some((claim) => claim.enforce !== false && this.#wordOf(claim) === 'closed')) throw fault;
    return claims
      .filter((claim) => this.#wordOf(claim) === 'local')
      .map((claim) => ({ ...claim, rule: this.#shareOf(claim.rule) }));
  }

  #wordOf(claim: GuardedClaim): OnLedgerFailure {
    return claim.onFailure ?? this.#settings.failureMode;
  }

  #shareOf(rule: CounterRule): CounterRule {
    const known = this.#shares.get(rule);
    if (known !== undefined) return known;
    const share = shareOfRule(rule, this.#settings.localShare);
    this.#shares.set(rule, share);
    return share;
  }

  /** Puts the views of the local claims back in their places; the others show their limits untouched. */
  #verdict(claims: readonly GuardedClaim[], local: Verdict | undefined): GuardedVerdict {
    let next = 0;
    let refused = -1;
    const views = claims.map((claim, index) => {
      if (local === undefined || this.#wordOf(claim) !== 'local') return untouched(claim);
      if (next === local.refused) refused = index;
      next += 1;
      return local.views[next - 1]!;
    });
    if (local === undefined) return { granted: true, refused, retryAfterMs: 0, views, unchecked: 'open' };
    return { granted: local.granted, refused, retryAfterMs: local.retryAfterMs, views, unchecked: 'local' };
  }
}

function untouched({ rule }: Counter): CounterView {
  const limit = rule.kind === 'token-bucket' ? rule.capacity : rule.limit;
  return { limit, remaining: limit, resetMs: 0 };
}
