import { microUnits } from '../../ai/money/micro-units.ts';
import { Pricer } from '../../ai/money/pricer.ts';
import type { PriceList, Prices } from '../../ai/money/prices.ts';
import type { Config } from '../config.ts';

type CostConfig = NonNullable<NonNullable<Config['routes'][number]['inference']>['costAttribution']>;
type PriceConfig = Omit<CostConfig['pricing'][number], 'model' | 'currency' | 'tiers'>;

/** What the requests of a route cost; by the built-in prices alone where nothing is said of it. */
export function compilePricer(settings: CostConfig | undefined): Pricer {
  const { currency = 'USD', pricing = [], builtInPrices = true } = settings ?? {};
  return new Pricer({
    currency,
    usesBook: builtInPrices,
    rules: pricing.map(({ model, currency: own = currency, tiers, ...prices }) => ({
      ...{ pattern: model, currency: own, ...pricesOf(prices) },
      tiers: tiers
        .map(({ aboveInputTokens, ...others }) => ({ above: aboveInputTokens, ...pricesOf(others) }))
        .toSorted((a, b) => a.above - b.above),
    })),
    byDefault: settings && defaultOf(settings),
  });
}

/** Whether a budget of money refuses models that have no price of their own. */
export function rejectsUnknown(settings: CostConfig | undefined): boolean {
  return settings?.onUnknownModel !== 'default-price';
}

function defaultOf({ defaultInputCost, defaultOutputCost }: CostConfig): PriceList | undefined {
  if (defaultInputCost === undefined || defaultOutputCost === undefined) return undefined;
  return { input: microUnits(defaultInputCost), output: microUnits(defaultOutputCost) };
}

/** Input and output have a price, which the check of the configuration has made sure of. */
function pricesOf(prices: PriceConfig): Prices {
  return {
    input: either(prices.inputCostPerMillion, prices.inputCostPer1k) ?? 0,
    output: either(prices.outputCostPerMillion, prices.outputCostPer1k) ?? 0,
    cachedInput: either(prices.cachedInputCostPerMillion, prices.cachedInputCostPer1k),
    cacheWrite: either(prices.cacheWriteCostPerMillion, prices.cacheWriteCostPer1k),
    hourCacheWrite: either(prices.hourCacheWriteCostPerMillion, prices.hourCacheWriteCostPer1k),
    reasoning: either(prices.reasoningCostPerMillion, prices.reasoningCostPer1k),
    audioInput: either(prices.audioInputCostPerMillion, prices.audioInputCostPer1k),
    audioOutput: either(prices.audioOutputCostPerMillion, prices.audioOutputCostPer1k),
  };
}

function either(perMillion: number | undefined, perThousand: number | undefined): number | undefined {
  if (perMillion !== undefined) return microUnits(perMillion);
  return perThousand === undefined ? undefined : microUnits(perThousand * 1000);
}
