import type { EntryHead } from './entry.ts';

const dayMs = 86_400_000;

/** How long an entry is of any use to a store that forgets by the clock: what is stale can be asked about for a day more. */
export function usefulMs({ terms }: EntryHead, longestMs: number): number {
  return Math.min(terms.lifetimeMs + terms.whileRevalidateMs + terms.ifErrorMs + dayMs, longestMs);
}
