import type { Usage } from '../usage.ts';
import { type PriceList, type Prices, pricesFor } from './prices.ts';

/**
 * What a usage costs: whole millionths of a currency unit, rounded up once, so that nothing that costs is free. Exact up
 * to 2^53 - 1, which is also the most it says.
 */
export function costOf(usage: Usage, list: PriceList): number {
  const prices = pricesFor(list, usage.input);
  const total = inputOf(usage, prices) + outputOf(usage, prices);
  const microUnits = (total + million - 1n) / million;
  return microUnits > most ? Number.MAX_SAFE_INTEGER : Number(microUnits);
}

const million = 1_000_000n;
const most = BigInt(Number.MAX_SAFE_INTEGER);

function inputOf({ input, cachedInput, cacheWrite, audioInput }: Usage, prices: Prices): bigint {
  const parts = [
    { tokens: cachedInput, price: prices.cachedInput },
    { tokens: cacheWrite, price: prices.cacheWrite },
    { tokens: audioInput, price: prices.audioInput },
  ];
  return sumOf(input, prices.input, parts);
}

function outputOf({ output, reasoning, audioOutput }: Usage, prices: Prices): bigint {
  const parts = [
    { tokens: reasoning, price: prices.reasoning },
    { tokens: audioOutput, price: prices.audioOutput },
  ];
  return sumOf(output, prices.output, parts);
}

interface Part {
  readonly tokens: number;
  readonly price: number | undefined;
}

/** Parts with a price of their own, and the rest at the price of the whole. No part is more than what is left of it. */
function sumOf(whole: number, price: number, parts: readonly Part[]): bigint {
  let rest = whole;
  let sum = 0n;
  for (const part of parts) {
    if (part.price === undefined) continue;
    const tokens = Math.min(part.tokens, rest);
    rest -= tokens;
    sum += BigInt(tokens) * BigInt(part.price);
  }
  return sum + BigInt(rest) * BigInt(price);
}
