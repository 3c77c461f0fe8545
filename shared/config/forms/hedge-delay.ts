import { durationMs } from '../fields/duration.ts';
import type { TextForm } from '../fields/text.ts';

/** When a second try begins. */
export const hedgeDelay: TextForm = {
  name: 'a percentile such as "p95", or a span of time such as "200ms"',
  accepts: (text) => parseHedgeDelay(text) !== undefined,
};

/** What a text of that form says: a span of time, or a share from 0 to 1 of how long answers take. */
export function parseHedgeDelay(text: string): { readonly ms: number } | { readonly share: number } | undefined {
  const percentile = /^p([1-9]\d(?:\.\d)?)$/.exec(text);
  if (percentile) return { share: Number(percentile[1]) / 100 };
  const ms = durationMs(text);
  return ms === undefined || ms < 1 || ms > longestMs ? undefined : { ms };
}

/** No request waits longer than this for anything. */
const longestMs = 3_600_000;
