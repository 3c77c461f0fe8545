import { priceBookCurrency } from '../../ai/money/price-book.ts';
import type { Config } from '../config.ts';
import type { Check, Look, Path } from './look.ts';

type InferenceConfig = NonNullable<Config['routes'][number]['inference']>;
type CostConfig = NonNullable<InferenceConfig['costAttribution']>;
type PriceConfig = Partial<Omit<CostConfig['pricing'][number], 'tiers'>>;

/** Prices are whole and said once, and what is limited by money is counted in one currency. */
export const inferenceMoney: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ inference }, index) => {
      if (inference) checkRoute(look, inference, [...path, 'routes', index, 'inference']);
    });
  }
};

function checkRoute(look: Look, settings: InferenceConfig, path: Path): void {
  const { costAttribution: costs, budgets } = settings;
  const at = [...path, 'cost-attribution'];
  const isOfMoney = budgets.some(({ costLimit }) => costLimit !== undefined);
  if (isOfMoney && costs) checkCurrencies(look, costs, at);
  if (!costs) return;
  const { defaultInputCost, defaultOutputCost, onUnknownModel, headerName, includeHeader, enabled } = costs;
  const hasDefault = defaultInputCost !== undefined && defaultOutputCost !== undefined;
  if ((defaultInputCost === undefined) !== (defaultOutputCost === undefined))
    look.error(at, '"default-input-cost" and "default-output-cost" go together');
  if (onUnknownModel === 'default-price' && !hasDefault)
    look.error(
      [...at, 'on-unknown-model'],
      'there is no default price',
      'write "default-input-cost" and "default-output-cost"',
    );
  if (onUnknownModel === 'default-price' && !isOfMoney)
    look.error([...at, 'on-unknown-model'], '"on-unknown-model" has no effect without a budget with a "cost-limit"');
  if (headerName !== undefined && !includeHeader)
    look.error([...at, 'header-name'], '"header-name" has no effect without "include-header"');
  if (includeHeader && !enabled)
    look.error([...at, 'include-header'], '"include-header" has no effect while "enabled" is #false');
  costs.pricing.forEach(({ tiers, ...price }, index) => {
    checkPrice(look, price, [...at, 'pricing', index]);
    tiers.forEach((tier, place) => {
      checkPrice(look, tier, [...at, 'pricing', index, 'tiers', place]);
    });
  });
}

function checkCurrencies(
  look: Look,
  { currency, pricing, builtInPrices, defaultInputCost }: CostConfig,
  path: Path,
): void {
  pricing.forEach((price, index) => {
    if (price.currency === undefined || price.currency === currency) return;
    look.error([...path, 'pricing', index, 'currency'], `a budget in ${currency} cannot count ${price.currency}`);
  });
  const hasPrices = pricing.length > 0 || defaultInputCost !== undefined;
  if (hasPrices || (builtInPrices && currency === priceBookCurrency)) return;
  look.error(path, `no model has a price in ${currency}, so that its budget would refuse all`, 'write "pricing"');
}

/** Each price is said by the million or by the thousand, and the two that every model has are there. */
function checkPrice(look: Look, price: PriceConfig, path: Path): void {
  for (const [name, perMillion, perThousand] of pairsOf(price)) {
    if (perMillion !== undefined && perThousand !== undefined)
      look.error(path, `"${name}-per-million" and "${name}-per-1k" say the same price`, 'leave one of them out');
  }
  const [input, output] = pairsOf(price);
  for (const [name, perMillion, perThousand] of [input!, output!]) {
    if (perMillion === undefined && perThousand === undefined)
      look.error(path, `"${name}-per-million" is missing`, 'write 0 for what is free');
  }
}

type Spelled = readonly [name: string, perMillion: number | undefined, perThousand: number | undefined];

function pairsOf(price: PriceConfig): readonly Spelled[] {
  return [
    ['input-cost', price.inputCostPerMillion, price.inputCostPer1k],
    ['output-cost', price.outputCostPerMillion, price.outputCostPer1k],
    ['cached-input-cost', price.cachedInputCostPerMillion, price.cachedInputCostPer1k],
    ['cache-write-cost', price.cacheWriteCostPerMillion, price.cacheWriteCostPer1k],
    ['hour-cache-write-cost', price.hourCacheWriteCostPerMillion, price.hourCacheWriteCostPer1k],
    ['reasoning-cost', price.reasoningCostPerMillion, price.reasoningCostPer1k],
    ['audio-input-cost', price.audioInputCostPerMillion, price.audioInputCostPer1k],
    ['audio-output-cost', price.audioOutputCostPerMillion, price.audioOutputCostPer1k],
  ];
}
