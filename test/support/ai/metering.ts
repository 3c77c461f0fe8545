import type { AiRequest } from '../../../shared/ai/ai-request.ts';
import { type AlertSink, type BudgetAlert, BudgetAlerts } from '../../../shared/ai/limits/budget-alerts.ts';
import { type BudgetSettings, budgetQuota } from '../../../shared/ai/limits/budget-quota.ts';
import type { Admission, Spent } from '../../../shared/ai/limits/meter.ts';
import type { Quota } from '../../../shared/ai/limits/quota.ts';
import { type RateSettings, rateQuotas } from '../../../shared/ai/limits/rate-quotas.ts';
import { type MeterSettings, tokenMeter } from '../../../shared/ai/limits/token-meter.ts';
import { Pricer } from '../../../shared/ai/money/pricer.ts';
import type { Estimate } from '../../../shared/ai/tokens/estimator.ts';
import type { Routed } from '../../../shared/engine/exchange.ts';
import type { Route } from '../../../shared/engine/plan.ts';
import type { Fault } from '../../../shared/errors/fault.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import type { Clock } from '../../../shared/platform/platform.ts';
import { routedExchange } from '../exchange.ts';
import { SeededRandom } from '../seeded-random.ts';

/** What a meter of a test is made of; whatever is left out does not limit. */
export interface Metering {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rates?: RateSettings;
  readonly budgets?: readonly Partial<BudgetSettings>[];
  readonly settings?: Partial<MeterSettings>;
  readonly quotas?: readonly Quota[];
  readonly sinks?: readonly AlertSink[];
}

/** Meters so far: each has ids of its own, as every instance has. */
let made = 0;

/** A meter as a route has one, for clients that are told apart by the field `x-tenant`. */
export function meterOf(metering: Metering) {
  const { clock, ledger, rates = {}, budgets = [], settings = {}, sinks } = metering;
  const alerts: BudgetAlert[] = [];
  const faults: Fault[] = [];
  const place = { owner: 'chat', ledger, subject: tenantOf };
  const quotas = metering.quotas ?? [
    ...rateQuotas(rates, place),
    ...budgets.map((budget) => budgetQuota({ ...plainBudget, ...budget }, place)),
  ];
  const report = (fault: Fault): void => {
    faults.push(fault);
  };
  const told = new BudgetAlerts(sinks ?? [(alert) => void alerts.push(alert)], clock, report);
  made += 1;
  const random = new SeededRandom(made);
  const meter = tokenMeter(
    { quotas, pricer: usualPricer, rejectsUnknown: true, costHeader: undefined, ...settings },
    { platform: { clock, random }, alerts: told, report },
  );
  return { meter, alerts, faults };
}

/** A day's budget of 1000 tokens that refuses. */
const plainBudget: BudgetSettings = {
  ...{ name: 'daily', measure: 'tokens', limit: 1000, period: { kind: 'day', zone: 'UTC' } },
  ...{ enforce: true, burst: 0, carryMax: 0, thresholds: [] },
};

/** A million tokens of `gpt-4o` are 2.50, of `dear` 1000. */
const usualPricer = new Pricer({
  currency: 'USD',
  rules: [{ pattern: 'dear', input: 1_000_000_000, output: 1_000_000_000, currency: 'USD' }],
  usesBook: true,
  byDefault: undefined,
});

/** A request as a meter sees it. */
export function aiRequest(model = 'gpt-4o', family: AiRequest['dialect']['family'] = 'openai'): AiRequest {
  return { dialect: { family }, model, content: new Uint8Array(), json: {}, stream: false, choices: 1 } as AiRequest;
}

/** A routed request of a tenant. */
export function tenantRequest(tenant = 'a'): Routed {
  const exchange: Routed = routedExchange({ headers: { 'x-tenant': tenant } });
  exchange.routed({ route: { id: 'chat' } as Route });
  exchange.downstream.background = () => {};
  return exchange;
}

/** Tokens that a request is expected to use, all of them input. */
export function tokens(input: number, output = 0): Estimate {
  return { input, output };
}

/** How a request ended that used so many tokens. */
export function spent(input: number, output = 0, part: Partial<Spent> = {}): Spent {
  const none = { cachedInput: 0, cacheWrite: 0, hourCacheWrite: 0, reasoning: 0, audioInput: 0, audioOutput: 0 };
  const usage = { input, output, ...none, source: 'reported' as const };
  return { usage, model: 'gpt-4o', upstream: 'u', outcome: 'completed', ...part };
}

/** How a request ended that used nothing. */
export function unspent(outcome: Spent['outcome'] = 'error'): Spent {
  return { usage: undefined, model: undefined, upstream: undefined, outcome };
}

/** The fields that an admission tells. */
export function toldBy(admission: Admission): Readonly<Record<string, string>> {
  const headers = new HeaderList();
  admission.tell(headers);
  return Object.fromEntries(headers);
}

function tenantOf({ received }: Routed): string {
  return received.headers.get('x-tenant') ?? '?';
}
