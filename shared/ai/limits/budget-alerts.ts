import type { Routed } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { Verdict } from '../../ledger/ledger.ts';
import type { Clock } from '../../platform/platform.ts';
import { endOfRule } from './budget-quota.ts';
import type { BudgetQuota } from './quota.ts';
import { type QuotaClaim, type QuotaStanding, toldView } from './quota-claim.ts';

/** That a budget is used up to a threshold. What requests under way have reserved counts as used. */
export interface BudgetAlert {
  readonly routeId: string;
  readonly budget: string;
  /** Whose budget: as the key was read of the request, so that secrets are hashed. */
  readonly tenant: string;
  /** Share of the budget that was passed. */
  readonly threshold: number;
  readonly used: number;
  readonly limit: number;
  /** `tokens`, or the currency of which `used` and `limit` are millionths. */
  readonly unit: string;
  /** When the period ends, in milliseconds since the epoch; `undefined` for a rolling budget. */
  readonly endsAt: number | undefined;
}

/** Hears of alerts. Never throws or rejects; a promise lasts until the alert is delivered. */
export type AlertSink = (alert: BudgetAlert) => void | Promise<void>;

const none: readonly Promise<unknown>[] = [];

/** Budgets whose alerts of the present period are remembered here, so that the ledger is not asked again. */
const mostKnown = 10_000;

/**
 * Tells of budgets that pass a threshold, once a period over all instances: whoever takes the one place that a counter
 * of the ledger has for it tells. Told with the request that passes it, or at the latest with the next one.
 */
export class BudgetAlerts {
  readonly #sinks: readonly AlertSink[];
  readonly #clock: Pick<Clock, 'now'>;
  readonly #report: (fault: Fault) => void;
  /** Until when an alert needs no telling, by its key. */
  readonly #known = new Map<string, number>();

  constructor(sinks: readonly AlertSink[], clock: Pick<Clock, 'now'>, report: (fault: Fault) => void) {
    this.#sinks = sinks;
    this.#clock = clock;
    this.#report = report;
  }

  /** A request is settled. */
  settled(exchange: Routed, standings: readonly QuotaStanding[]): Promise<unknown> | undefined {
    if (this.#sinks.length === 0) return undefined;
    let telling: Promise<unknown>[] | undefined;
    for (const standing of standings) {
      if (standing.claim.quota.kind !== 'budget') continue;
      const begun = this.#look(exchange, standing);
      if (begun.length > 0) telling = [...(telling ?? []), ...begun];
    }
    return telling && Promise.all(telling);
  }

  /** A request was refused: what it did not get is not used. */
  refused(exchange: Routed, claims: readonly QuotaClaim[], { views }: Verdict): void {
    const told = this.settled(
      exchange,
      claims.map((claim, index) => ({ claim, view: views[index]! })),
    );
    if (told) exchange.downstream.background(told);
  }

  #look(exchange: Routed, standing: QuotaStanding): readonly Promise<unknown>[] {
    const { quota } = standing.claim;
    // What was reserved in a period that has ended says nothing of the present one.
    if (quota.kind !== 'budget' || quota.rule(this.#clock.now()) !== standing.claim.rule) return none;
    const { limit, remaining } = toldView(standing);
    const used = limit - remaining;
    // They ascend.
    if (!(used >= limit * quota.thresholds[0]!)) return none;
    return quota.thresholds
      .filter((threshold) => used >= limit * threshold)
      .flatMap((threshold) => this.#tellOnce(exchange, standing.claim, quota, { threshold, used, limit }));
  }

  #tellOnce(
    exchange: Routed,
    claim: QuotaClaim,
    quota: BudgetQuota,
    passed: Pick<BudgetAlert, 'threshold' | 'used' | 'limit'>,
  ): readonly Promise<unknown>[] {
    const now = this.#clock.now();
    const key = `${claim.key}|${passed.threshold}`;
    if ((this.#known.get(key) ?? 0) > now) return [];
    const rule = quota.once(now);
    const endsAt = endOfRule(rule);
    this.#remember(key, endsAt ?? now + (rule.kind === 'sliding-window' ? rule.windowMs : 0));
    const alert = {
      ...{ routeId: exchange.routing.route.id, budget: quota.name, tenant: claim.key.slice(quota.prefix.length) },
      ...passed,
      ...{ unit: quota.currency ?? quota.measure, endsAt },
    };
    return [this.#takeAndTell(() => quota.ledger.spend([{ key, rule, amount: 1 }]), alert)];
  }

  async #takeAndTell(take: () => Verdict | Promise<Verdict>, alert: BudgetAlert): Promise<void> {
    try {
      const { granted } = await take();
      if (granted) await Promise.all(this.#sinks.map((sink) => sink(alert)));
    } catch (error) {
      this.#report(Fault.from(error));
    }
  }

  #remember(key: string, until: number): void {
    this.#known.delete(key);
    if (this.#known.size >= mostKnown) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(key, until);
  }
}
