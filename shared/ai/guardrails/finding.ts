import type { Exchange } from '../../engine/exchange.ts';

/** What a guard found in a request or an answer, and what it did. Never holds what was found itself. */
export interface Finding {
  readonly exchange: Exchange;
  /** The guard, as it is named in the configuration. */
  readonly guard: string;
  readonly where: 'request' | 'response';
  readonly action: string;
  /** What was found and how often, at most {@link maxCategories} kinds. */
  readonly categories: ReadonlyMap<string, number>;
  /** How sure the guard is, 0 to 1, where it can tell. */
  readonly score?: number | undefined;
  /** What went wrong, where nothing was found out. */
  readonly failure?: string | undefined;
}

/** Where findings go. Never throws. */
export type Report = (finding: Finding) => void;

/** Kinds of finds that are told apart; agents may name as many as they like. */
const maxCategories = 32;

/** Counts one more find of a category. */
export function count(categories: Map<string, number>, category: string): void {
  const known = categories.get(category);
  if (known === undefined && categories.size >= maxCategories) return;
  categories.set(category, (known ?? 0) + 1);
}
