import type { Finished } from '../engine/exchange.ts';
import type { Code } from '../errors/codes.ts';
import type { Fault } from '../errors/fault.ts';

/**
 * Holds back what would be told of every request that a limit refuses: a flood of them must not become a flood of lines.
 * The first is told of at once, and then one at most in each ten seconds, with how many there were.
 */
export class RefusalTally {
  readonly #kept = new Map<string, Kept>();

  /** How many refusals are to be told of with this one; 0: none, it is told of with a later one. */
  note(fault: Fault, { routing, startedAt: now }: Finished): number {
    // The name of the limit, or why it cannot be checked; how much was wanted, and other words, may follow.
    const limit = fault.detail?.split(':', 1)[0] ?? '';
    const key = `${fault.code} ${routing?.route.id ?? ''} ${limit}`;
    const kept = this.#kept.get(key);
    if (kept === undefined) {
      this.#keep(key, now);
      return 1;
    }
    kept.count += 1;
    if (now - kept.toldAt < quietMs) return 0;
    const { count } = kept;
    kept.toldAt = now;
    kept.count = 0;
    return count;
  }

  #keep(key: string, now: number): void {
    if (this.#kept.size >= mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, { toldAt: now, count: 0 });
  }
}

/** Codes of refusals that limits make of every request: those above them, or all while nobody can check them. */
export const throttledCodes: ReadonlySet<Code> = new Set<Code>([
  'rate_limited',
  'overloaded',
  'token_limit_exceeded',
  'budget_exhausted',
  'ledger_unavailable',
]);

interface Kept {
  /** Milliseconds since the epoch. */
  toldAt: number;
  /** Refusals since then. */
  count: number;
}

const quietMs = 10_000;
/** Limits that are known at once; the oldest gives way, and is told of anew. */
const mostKept = 1000;
