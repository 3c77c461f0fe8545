import { type Exchange, slot } from './exchange.ts';

/**
 * What filters tell the upstream of a request that they would not tell it of every other: fields as text. Answers may be
 * made by it, so that whoever keeps answers tells them apart by it. Written by `noteTold` alone.
 */
export const toldUpstream = slot<string>();

/** Notes fields, name and value in turn, beside those that other filters wrote. */
export function noteTold(exchange: Exchange, fields: readonly string[]): void {
  if (fields.length === 0) return;
  let told = exchange.get(toldUpstream) ?? '';
  for (let i = 0; i < fields.length; i += 2) told += `${fields[i]}: ${fields[i + 1]}\n`;
  exchange.set(toldUpstream, told);
}
