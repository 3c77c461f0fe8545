import type { InferenceCost } from '../../engine/inference-cost.ts';
import type { Usage } from '../usage.ts';
import { listsOf } from './book-page.ts';
import { costOf } from './cost-of.ts';
import { bareModel, withoutRelease } from './known-model.ts';
import { modelPattern } from './model-pattern.ts';
import { priceBook, priceBookCurrency } from './price-book.ts';
import type { PriceList } from './prices.ts';

/** Prices of the models whose names fit a pattern. */
export interface PriceRule extends PriceList {
  readonly pattern: string;
  readonly currency: string;
}

/** What the prices of a route are. */
export interface PricerSettings {
  readonly currency: string;
  /** Asked in order, before the price book; the first that fits counts. */
  readonly rules: readonly PriceRule[];
  /** Whether the price book counts. It is in US dollars, and has no say where the currency is another. */
  readonly usesBook: boolean;
  /** Price of models that are listed nowhere; without it they are `unpriced`. */
  readonly byDefault: PriceList | undefined;
}

/** Tells what requests cost. */
export class Pricer {
  readonly currency: string;
  readonly #rules: readonly CompiledRule[];
  readonly #book: ReadonlyMap<string, Listed>;
  readonly #byDefault: Listed | undefined;

  constructor({ currency, rules, usesBook, byDefault }: PricerSettings) {
    this.currency = currency;
    this.#rules = rules.map((rule) => ({ fits: modelPattern(rule.pattern), list: rule, currency: rule.currency }));
    this.#book = usesBook && currency === priceBookCurrency ? book : none;
    this.#byDefault = byDefault && { list: byDefault, currency };
  }

  /** Whether a model has a price, be it the default. */
  knows(model: string | undefined): boolean {
    return this.#byDefault !== undefined || this.#find(model) !== undefined;
  }

  /**
   * By the model that answered; where it has no price, by the one that was asked for, whose names follow: first that which
   * the upstream has for it; else by the default.
   */
  cost(usage: Usage, answered: string | undefined, asked: string | undefined, byClient?: string): InferenceCost {
    const listed = this.#find(answered);
    if (listed) return priced(usage, listed, 'listed');
    const other = this.#find(asked) ?? this.#find(byClient);
    if (other) return priced(usage, other, 'asked');
    if (this.#byDefault) return priced(usage, this.#byDefault, 'default');
    return { microUnits: undefined, currency: this.currency, basis: 'unpriced' };
  }

  #find(model: string | undefined): Listed | undefined {
    if (model === undefined) return undefined;
    const rule = this.#rules.find(({ fits }) => fits(model));
    if (rule) return rule;
    const bare = bareModel(model);
    return this.#book.get(bare) ?? this.#book.get(withoutRelease(bare));
  }
}

/** The name of a model in the price book; `undefined` when it is not there. */
export function listedModel(model: string): string | undefined {
  const bare = bareModel(model);
  return [bare, withoutRelease(bare)].find((name) => book.has(name));
}

interface Listed {
  readonly list: PriceList;
  readonly currency: string;
}

interface CompiledRule extends Listed {
  readonly fits: (model: string) => boolean;
}

function priced(usage: Usage, { list, currency }: Listed, basis: InferenceCost['basis']): InferenceCost {
  return { microUnits: costOf(usage, list), currency, basis };
}

const none: ReadonlyMap<string, Listed> = new Map();
const book: ReadonlyMap<string, Listed> = new Map(
  priceBook.flatMap(listsOf).map(([name, list]) => [name, { list, currency: priceBookCurrency }]),
);
