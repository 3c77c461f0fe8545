import type { Meter } from '../../ai/limits/meter.ts';
import type { RateQuota, Subject } from '../../ai/limits/quota.ts';
import { rateQuotas } from '../../ai/limits/rate-quotas.ts';
import { type OnMissingKey, subjectBy } from '../../ai/limits/subject.ts';
import { type MeterSettings, tokenMeter } from '../../ai/limits/token-meter.ts';
import { keyReader } from '../../filters/limits/key-reader.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { ledgerSettings } from '../../ledger/ledger-block.ts';
import type { LedgerOpener } from '../../ledger/ledger-opener.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';
import { budgetOwner } from './budget-owner.ts';
import { compileAlerts } from './compile-alerts.ts';
import { type BudgetConfig, budgetsOf, compileBudget } from './compile-budgets.ts';
import { compilePricer, rejectsUnknown } from './compile-pricer.ts';
import type { PlanMetrics } from './plan-metrics.ts';

type InferenceConfig = NonNullable<Config['routes'][number]['inference']>;

/** What making the limits of a route takes. */
export interface MeterSurroundings {
  /** The part of the configuration that the route is of. */
  readonly scope: string;
  readonly platform: Platform;
  readonly ledgers: LedgerOpener;
  /** Where budgets are counted that name no ledger: one that outlives the process, where there is any. */
  readonly budgetLedger: () => Ledger;
  readonly observability: Config['observability'];
  readonly metrics: PlanMetrics | undefined;
  /** Limits of requests beside those of the route, as virtual keys have them. */
  readonly quotasOf?: MeterSettings['quotasOf'];
}

/** The limits, budgets and prices of an AI route; `undefined` where nothing is limited and nobody asks what it costs. */
export function compileMeter(
  routeId: string,
  settings: InferenceConfig,
  surroundings: MeterSurroundings,
): Meter | undefined {
  const { rateLimit, costAttribution } = settings;
  const { quotasOf } = surroundings;
  const countsCosts = costAttribution?.enabled === true;
  const budgets = budgetsOf(settings);
  if (!rateLimit && budgets.length === 0 && !countsCosts && !quotasOf) return undefined;
  const isOfMoney = budgets.some(({ costLimit }) => costLimit !== undefined);
  const pricer = countsCosts || isOfMoney || quotasOf ? compilePricer(costAttribution) : undefined;
  const quotas = [
    ...ratesOf(routeId, rateLimit, surroundings),
    ...budgets.map((each) => compileBudget(each, budgetSurroundings(routeId, settings, surroundings))),
  ];
  const costHeader =
    countsCosts && costAttribution.includeHeader ? (costAttribution.headerName ?? usualHeader) : undefined;
  return tokenMeter(
    {
      ...{ quotas, pricer, rejectsUnknown: rejectsUnknown(costAttribution), costHeader: costHeader?.toLowerCase() },
      ...(quotasOf && { quotasOf }),
    },
    {
      ...{ platform: surroundings.platform, onBudget: surroundings.metrics?.onBudget },
      ...compileAlerts(surroundings, budgets, surroundings.platform),
    },
  );
}

const usualHeader = 'X-Inference-Cost';

function ratesOf(
  routeId: string,
  rateLimit: InferenceConfig['rateLimit'],
  { ledgers }: MeterSurroundings,
): readonly RateQuota[] {
  if (!rateLimit) return [];
  const { ledger, key, onMissingKey } = rateLimit;
  return rateQuotas(rateLimit, {
    owner: routeId,
    ledger: ledger === undefined ? ledgers.open() : ledgers.open(ledgerSettings(ledger)),
    subject: subjectOf(key, onMissingKey, 'rate-limit'),
  });
}

function budgetSurroundings(
  routeId: string,
  { rateLimit, costAttribution }: InferenceConfig,
  parts: MeterSurroundings,
) {
  const ownerOf = (budget: BudgetConfig) => budgetOwner(budget, routeId, parts.scope);
  return {
    ...{ currency: costAttribution?.currency ?? 'USD', ownerOf },
    ledgerOf: (budget: BudgetConfig) => ledgerOf(ownerOf(budget), budget, parts),
    subjectOf: ({ key = rateLimit?.key ?? 'client-ip', onMissingKey, name }: BudgetConfig) =>
      subjectOf(key, onMissingKey, name),
  };
}

/** The clients of one local budget press nobody else out. */
function ledgerOf(
  owner: string,
  { name, ledger, maxTenants = usualTenants, alertThresholds }: BudgetConfig,
  { ledgers, budgetLedger }: MeterSurroundings,
): Ledger {
  if (ledger === undefined) return budgetLedger();
  if (ledger.backend !== 'local') return ledgers.open(ledgerSettings(ledger));
  // Every client has a counter of its own, and one for each alert.
  const maxKeys = maxTenants * (1 + alertThresholds.length);
  return ledgers.open({ backend: 'local', maxKeys, apart: `budget ${name} of ${owner}` });
}

const usualTenants = 10_000;

/** Addresses are told apart as by limits of requests that say nothing: a household is one client. */
function subjectOf(key: string, onMissing: OnMissingKey, name: string): Subject {
  return subjectBy(keyReader({ key, ipv4Prefix: 32, ipv6Prefix: 64 }), onMissing, name);
}
