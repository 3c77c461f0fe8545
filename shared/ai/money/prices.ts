/**
 * What a model costs: whole millionths of a currency unit for a million tokens, so that 2.50 is 2,500,000. What is not
 * named costs as its whole does: cached input as input, what is kept for an hour as what is kept for less, and so on.
 */
export interface Prices {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number | undefined;
  readonly cacheWrite?: number | undefined;
  /** Written to be kept for an hour. */
  readonly hourCacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly audioInput?: number | undefined;
  readonly audioOutput?: number | undefined;
}

/** Prices of a model, perhaps others for long requests. */
export interface PriceList extends Prices {
  /** Prices of the whole request once its input is longer; ascending. */
  readonly tiers?: readonly PriceTier[] | undefined;
}

/** Prices from a length of the input on. */
export interface PriceTier extends Prices {
  /** Input tokens above which it holds. */
  readonly above: number;
}

/** The prices that hold for an input of that length. */
export function pricesFor(list: PriceList, input: number): Prices {
  return list.tiers?.findLast(({ above }) => input > above) ?? list;
}
