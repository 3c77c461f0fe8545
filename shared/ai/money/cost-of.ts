import type { Usage } from '../usage.ts';
import { type PriceList, type Prices, pricesFor } from './prices.ts';

/**
 * What a usage costs: whole millionths of a currency unit, rounded up once, so that nothing that costs is free. Exact up
 * to 2^53 - 1, which is also the most it says.
 */
export function costOf(usage: Usage, list: PriceList): number {
  const prices = pricesFor(list, usage.input);
  const plain = usage.input * prices.input + usage.output * prices.output;
  if (hasNoParts(usage) && plain <= Number.MAX_SAFE_INTEGER) return roundedUp(plain);
  const charges = [...inputOf(usage, prices), ...outputOf(usage, prices)];
  let total = 0;
  for (const { tokens, price } of charges) total += tokens * price;
  // Whole numbers up to this are exact, and a sum beyond it is not taken for one below.
  return total > Number.MAX_SAFE_INTEGER ? largeCostOf(charges) : roundedUp(total);
}

const million = 1_000_000;

/** Whether all of it has the price of the whole, whatever the prices are. */
function hasNoParts({ cachedInput, cacheWrite, hourCacheWrite, audioInput, reasoning, audioOutput }: Usage): boolean {
  return cachedInput + cacheWrite + hourCacheWrite + audioInput + reasoning + audioOutput === 0;
}

function roundedUp(total: number): number {
  const rest = total % million;
  return (total - rest) / million + (rest > 0 ? 1 : 0);
}

function largeCostOf(charges: readonly Charge[]): number {
  let total = 0n;
  for (const { tokens, price } of charges) total += BigInt(tokens) * BigInt(price);
  const microUnits = (total + BigInt(million - 1)) / BigInt(million);
  return microUnits > most ? Number.MAX_SAFE_INTEGER : Number(microUnits);
}

const most = BigInt(Number.MAX_SAFE_INTEGER);

function inputOf(usage: Usage, prices: Prices): readonly Charge[] {
  const { input, cachedInput, cacheWrite, hourCacheWrite, audioInput } = usage;
  const forAnHour = prices.hourCacheWrite === undefined ? 0 : hourCacheWrite;
  return chargesOf(input, prices.input, [
    { tokens: cachedInput, price: prices.cachedInput },
    { tokens: forAnHour, price: prices.hourCacheWrite },
    { tokens: cacheWrite - forAnHour, price: prices.cacheWrite },
    { tokens: audioInput, price: prices.audioInput },
  ]);
}

function outputOf({ output, reasoning, audioOutput }: Usage, prices: Prices): readonly Charge[] {
  return chargesOf(output, prices.output, [
    { tokens: reasoning, price: prices.reasoning },
    { tokens: audioOutput, price: prices.audioOutput },
  ]);
}

/** So many tokens at one price. */
interface Charge {
  readonly tokens: number;
  readonly price: number;
}

interface Part {
  readonly tokens: number;
  readonly price: number | undefined;
}

/** Parts with a price of their own, and the rest at the price of the whole. No part is more than what is left of it. */
function chargesOf(whole: number, price: number, parts: readonly Part[]): readonly Charge[] {
  const charges: Charge[] = [];
  let rest = whole;
  for (const part of parts) {
    if (part.price === undefined) continue;
    const tokens = Math.min(part.tokens, rest);
    rest -= tokens;
    charges.push({ tokens, price: part.price });
  }
  charges.push({ tokens: rest, price });
  return charges;
}
