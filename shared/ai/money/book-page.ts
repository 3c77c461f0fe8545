import type { PriceList, PriceTier } from './prices.ts';

/**
 * List prices of a provider on a day, in US dollars for a million tokens. Of a price that is lowered for a while it is
 * the one that follows, and of prices that go by the hour the highest: a budget ends early rather than late.
 */
export interface BookPage {
  readonly provider: string;
  /** The day on which the prices were those of the provider. */
  readonly asOf: string;
  /** By the names of the models that cost the same, with spaces between them. */
  readonly models: Readonly<Record<string, PageRow>>;
}

/** Input, output, and beside them what has a price of its own. */
export type PageRow = readonly [input: number, output: number, others?: OtherPrices];

interface OtherPrices {
  readonly cached?: number;
  readonly write?: number;
  /** Written to the cache for an hour. */
  readonly hour?: number;
  readonly audioIn?: number;
  readonly audioOut?: number;
  /** Above that many input tokens all input, cached or not, costs so many times as much, and all output. */
  readonly long?: readonly [above: number, inputTimes: number, outputTimes: number];
}

/** The prices of the models on a page, as whole millionths. */
export function listsOf({ models }: BookPage): readonly (readonly [model: string, list: PriceList])[] {
  return Object.entries(models).flatMap(([names, row]) => {
    const list = listOf(row);
    return names.split(' ').map((name) => [name, list] as const);
  });
}

function listOf(row: PageRow): PriceList {
  const long = row[2]?.long;
  return { ...pricesOf(row, 1, 1), tiers: long && [tierOf(row, long)] };
}

function tierOf(row: PageRow, [above, inputTimes, outputTimes]: NonNullable<OtherPrices['long']>): PriceTier {
  return { above, ...pricesOf(row, inputTimes, outputTimes) };
}

function pricesOf([input, output, others = {}]: PageRow, inputTimes: number, outputTimes: number) {
  return {
    input: scaled(input, inputTimes),
    output: scaled(output, outputTimes),
    cachedInput: maybeScaled(others.cached, inputTimes),
    cacheWrite: maybeScaled(others.write, inputTimes),
    hourCacheWrite: maybeScaled(others.hour, inputTimes),
    audioInput: maybeScaled(others.audioIn, inputTimes),
    audioOutput: maybeScaled(others.audioOut, outputTimes),
  };
}

function maybeScaled(price: number | undefined, times: number): number | undefined {
  return price === undefined ? undefined : scaled(price, times);
}

/** The book has at most six digits after the point. */
function scaled(price: number, times: number): number {
  return Math.round(price * times * 1_000_000);
}
