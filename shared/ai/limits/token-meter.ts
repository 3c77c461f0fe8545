import type { Routed } from '../../engine/exchange.ts';
import { limitHit } from '../../engine/limit-hit.ts';
import { Fault } from '../../errors/fault.ts';
import type { Ledger, Verdict } from '../../ledger/ledger.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AiRequest } from '../ai-request.ts';
import type { Pricer } from '../money/pricer.ts';
import type { Estimate } from '../tokens/estimator.ts';
import { unused } from '../usage/counts.ts';
import type { Usage } from '../usage.ts';
import { Admitted, type AdmittedParts, type Held } from './admitted.ts';
import type { BudgetAlerts } from './budget-alerts.ts';
import type { Admission, Meter, Sending, SettledBudget } from './meter.ts';
import type { Quota } from './quota.ts';
import { amountOf, type QuotaClaim } from './quota-claim.ts';
import { quotaRefusal, tooLarge } from './quota-refusal.ts';

/** What a route counts and limits. */
export interface MeterSettings {
  readonly quotas: readonly Quota[];
  /** Limits of the request's own beside those of the route: those of a virtual key. */
  quotasOf?(exchange: Routed): readonly Quota[];
  /** What requests cost; absent where nobody wants to know. There is one wherever a budget is of money. */
  readonly pricer: Pricer | undefined;
  /** Budgets of money refuse models that have no price of their own, though there is a default. */
  readonly rejectsUnknown: boolean;
  /** Field that tells clients what an answer has cost; absent when they are not told. */
  readonly costHeader: string | undefined;
}

/** What a meter works with. */
export interface MeterParts {
  readonly platform: Pick<Platform, 'clock' | 'random'>;
  readonly alerts: BudgetAlerts;
  /** Hears of settlements that a ledger did not take. */
  report(fault: Fault): void;
  /** Hears of every limit that a request was settled with. */
  readonly onBudget?: ((settled: SettledBudget) => void) | undefined;
}

/**
 * Makes the limits and budgets of a route. What a request is expected to use is reserved from all of them with one call
 * of each ledger that counts them: from all, or from none.
 */
export function tokenMeter(settings: MeterSettings, parts: MeterParts): Meter {
  return new TokenMeter(settings, parts);
}

/** Longest a request holds what it reserved; then the estimate counts as used, as of a process that died. */
const holdMs = 3_600_000;
const none: readonly string[] = [];
/** Claims that a ledger takes at once. */
const claimsAtOnce = 16;

class TokenMeter implements Meter {
  readonly #settings: MeterSettings;
  readonly #parts: MeterParts;
  /** The same for all requests. */
  readonly #settling: AdmittedParts;
  /** Begins all ids: unguessable, and unlike those of any other instance. */
  readonly #idPrefix: string;
  #count = 0;

  constructor(settings: MeterSettings, parts: MeterParts) {
    this.#settings = settings;
    this.#parts = parts;
    const { pricer, costHeader } = settings;
    const { alerts, report, platform, onBudget } = parts;
    this.#settling = { pricer, costHeader, alerts, report, onBudget, clock: platform.clock };
    const bytes = parts.platform.random.bytes(16);
    this.#idPrefix = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  admit(exchange: Routed, request: AiRequest, estimate: Estimate, sending?: Sending): Admission | Promise<Admission> {
    const claims = this.#claims(exchange, request, estimate, sending);
    const hit = exchange.get(limitHit);
    // The budget that refused it before lets it through now.
    if (hit && sending?.budgets === 'counted') exchange.set(limitHit, { ...hit, action: 'logged' });
    return this.#reserve(new Admitted(exchange, request, this.#heldOf(claims), this.#settling), 0);
  }

  /** One reservation for each ledger, or more where there are too many claims for one. */
  #heldOf(claims: readonly QuotaClaim[]): readonly Held[] {
    const held: GrowingPart[] = [];
    for (const claim of claims) {
      const { ledger } = claim.quota;
      const part = partFor(ledger, held);
      if (part) part.claims.push(claim);
      else held.push({ ledger, id: this.#nextId(), claims: [claim], views: undefined });
    }
    return held;
  }

  #nextId(): string {
    this.#count += 1;
    return `${this.#idPrefix}-${this.#count.toString(36)}`;
  }

  /** Throws what no ledger need be asked about: requests without a key, models without a price, too large ones. */
  #claims(exchange: Routed, { model }: AiRequest, estimate: Estimate, sending?: Sending): readonly QuotaClaim[] {
    const own = this.#settings.quotasOf?.(exchange) ?? [];
    const quotas = own.length === 0 ? this.#settings.quotas : [...this.#settings.quotas, ...own];
    const money = areOfMoney(quotas) ? this.#mostOf(estimate, model, sending?.models) : 0;
    const enforcesBudgets = sending?.budgets !== 'counted';
    const use = { requests: 1, usage: estimate, money };
    const now = this.#parts.platform.clock.now();
    const claims: QuotaClaim[] = [];
    for (const quota of quotas) {
      const enforce = quota.kind === 'rate' || (quota.enforce && enforcesBudgets);
      const amount = amountOf(quota.measure, use);
      const claim = { quota, key: quota.key(exchange), rule: quota.rule(now), amount, enforce };
      if (enforce && amount > quota.most) throw tooLarge(claim);
      claims.push(claim);
    }
    return claims;
  }

  /** What it costs at the dearest of the upstreams that it may come to. What uses nothing costs nothing, whatever it asks. */
  #mostOf(estimate: Estimate, model: string | undefined, sentAs: readonly string[] = none): number {
    if (estimate.input + estimate.output === 0) return 0;
    let most = sentAs.length === 0 ? this.#priceOf(estimate, model, undefined) : 0;
    for (const name of sentAs) most = Math.max(most, this.#priceOf(estimate, name, model));
    return most;
  }

  #priceOf(estimate: Estimate, sentAs: string | undefined, model: string | undefined): number {
    const cost = this.#settings.pricer?.cost(expected(estimate), sentAs, model);
    const isKnown = cost?.microUnits !== undefined && (cost.basis !== 'default' || !this.#settings.rejectsUnknown);
    if (isKnown) return cost.microUnits;
    throw new Fault('model_not_allowed', {
      detail: `no price of ${sentAs === undefined ? 'a request without a model' : 'its model'} is known`,
      text: 'No price of this model is known, and its use is limited by cost.',
    });
  }

  /** Reserves from one ledger after the other, from the given place on. */
  #reserve(admitted: Admitted, from: number): Admission | Promise<Admission> {
    for (let i = from; i < admitted.parts.length; i += 1) {
      const asked = ask(admitted, i);
      if (asked instanceof Promise) return this.#reserveRest(admitted, i, asked);
      this.#judge(admitted, i, asked);
    }
    return admitted;
  }

  async #reserveRest(admitted: Admitted, index: number, asked: Promise<Verdict>): Promise<Admission> {
    const verdict = await asked.catch((error: unknown) => {
      throw undone(admitted, error);
    });
    this.#judge(admitted, index, verdict);
    const { aborted } = admitted.exchange;
    if (aborted) throw undone(admitted, aborted);
    return this.#reserve(admitted, index + 1);
  }

  #judge(admitted: Admitted, index: number, verdict: Verdict): void {
    const held = admitted.parts[index]!;
    if (verdict.granted) {
      held.views = verdict.views;
      return;
    }
    const { exchange, request } = admitted;
    const { claims } = held;
    const { quota, key } = claims[verdict.refused]!;
    admitted.releaseAll();
    exchange.set(limitHit, { limit: quota.name, key, action: 'rejected' });
    this.#parts.alerts.refused(exchange, claims, verdict);
    const now = this.#parts.platform.clock.now();
    throw quotaRefusal(claims, verdict, { now, family: request.dialect.family });
  }
}

type GrowingPart = Held & { readonly claims: QuotaClaim[] };

/** The part that has room for one more claim of a ledger. */
function partFor(ledger: Ledger, parts: readonly GrowingPart[]): GrowingPart | undefined {
  for (const part of parts) if (part.ledger === ledger && part.claims.length < claimsAtOnce) return part;
  return undefined;
}

function areOfMoney(quotas: readonly Quota[]): boolean {
  for (const { measure } of quotas) if (measure === 'money') return true;
  return false;
}

function ask(admitted: Admitted, index: number): Verdict | Promise<Verdict> {
  const { ledger, id, claims } = admitted.parts[index]!;
  try {
    return ledger.reserve({ id, claims, holdMs, atExpiry: 'spend' });
  } catch (error) {
    throw undone(admitted, error);
  }
}

/** Gives back what was reserved before it failed. */
function undone(admitted: Admitted, error: unknown): Fault {
  admitted.releaseAll();
  return Fault.from(error);
}

/** What a request is expected to use, as far as prices are concerned. */
function expected({ input, output }: Estimate): Usage {
  return { ...unused, input, output };
}
