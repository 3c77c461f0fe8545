/** A price or an amount of a configuration as whole millionths, rounded up beyond the sixth digit. */
export function microUnits(amount: number): number {
  const scaled = amount * 1_000_000;
  const nearest = Math.round(scaled);
  // What only the binary form of a decimal is off by is no part of the price.
  return Math.abs(scaled - nearest) < 0.001 ? nearest : Math.ceil(scaled);
}

/** Millionths as a decimal, with two digits at least and none that say nothing. */
export function decimalOf(amount: number): string {
  const sign = amount < 0 ? '-' : '';
  const digits = String(Math.abs(amount)).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${sign}${digits.slice(0, -6)}.${fraction}`;
}
