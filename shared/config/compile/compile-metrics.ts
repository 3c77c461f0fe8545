import { modelPattern } from '../../ai/money/model-pattern.ts';
import { listedModel } from '../../ai/money/pricer.ts';
import type { Platform } from '../../platform/platform.ts';
import { BudgetMetrics } from '../../telemetry/metrics/budget-metrics.ts';
import type { ModelLabel } from '../../telemetry/metrics/model-metrics.ts';
import { Registry } from '../../telemetry/metrics/registry.ts';
import type { Config } from '../config.ts';
import { qualified, routesIn, type Scope } from '../scopes/scope.ts';
import { countsMetrics } from './metrics-listener.ts';
import { PlanMetrics } from './plan-metrics.ts';

type RouteConfig = Config['routes'][number];

/** What a plan counts; `undefined` where nobody wants to know. What the plan before counted goes on. */
export function compileMetrics(
  config: Config,
  scopes: readonly Scope[],
  { clock }: Pick<Platform, 'clock'>,
  previous: PlanMetrics | undefined,
): PlanMetrics | undefined {
  if (!countsMetrics(config, scopes)) return undefined;
  const registry = previous?.registry ?? new Registry();
  return new PlanMetrics({
    registry,
    budgets: previous?.budgets ?? new BudgetMetrics(registry),
    clock,
    modelLabel: modelLabels(scopes),
    isExact: config.observability.metrics?.highCardinality === true,
  });
}

/**
 * Models go by the pattern of the configuration that they fit, else by their name in the price book, else they are
 * others: clients call models what they like.
 */
function modelLabels(scopes: readonly Scope[]): ModelLabel {
  const named = new Map(
    scopes.flatMap((scope) => routesIn(scope).map((route) => [qualified(scope, route.id), namesIn(route)] as const)),
  );
  return (route, model) => {
    if (model === undefined) return 'none';
    const name = named.get(route)?.find(({ fits }) => fits(model));
    return name?.pattern ?? listedModel(model) ?? 'other';
  };
}

/** Whole names before patterns, which they may fit as well. */
function namesIn({ inference }: RouteConfig) {
  const rules = inference?.modelRouting?.models ?? [];
  const names = new Set([
    ...rules.flatMap(({ model, as }) => (as === undefined ? [model] : [model, as])),
    ...(inference?.costAttribution?.pricing.map(({ model }) => model) ?? []),
  ]);
  const patterns = [...names].toSorted((a, b) => Number(a.includes('*')) - Number(b.includes('*')));
  // A pattern that everything fits would hide which models there are.
  return patterns.filter((one) => one !== '*').map((pattern) => ({ pattern, fits: modelPattern(pattern) }));
}
