import type { Routed } from '../../engine/exchange.ts';
import type { Verdict } from '../../ledger/ledger.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Timers } from '../../platform/timers.ts';
import { pause } from '../../upstream/pause.ts';
import type { RateClaim } from './rate-limit.ts';

/** A request that waits for room in its limits. */
export interface AwaitedTurn {
  readonly exchange: Routed;
  readonly timers: Timers;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly claims: readonly RateClaim[];
  readonly maxDelayMs: number;
  /** Waits until the turn comes. */
  come(): Promise<void>;
  /** Tries to take all that the request needs. */
  ask(): Verdict | Promise<Verdict>;
}

/**
 * Waits until the turn comes, asks, and goes on waiting while there is no room and still time. Answers the verdict that
 * stands in the end; throws when the request is given up meanwhile.
 */
export async function waitForTurn(turn: AwaitedTurn): Promise<Verdict> {
  const { exchange, timers, clock, claims } = turn;
  const endsAt = clock.monotonic() + turn.maxDelayMs;
  await turn.come();
  for (;;) {
    if (exchange.aborted) throw exchange.aborted;
    const verdict = await turn.ask();
    if (verdict.granted) return verdict;
    const waitMs = Math.max(1, verdict.retryAfterMs);
    const isDelay = claims[verdict.refused]!.limit.settings.onLimit === 'delay';
    if (!isDelay || clock.monotonic() + waitMs > endsAt) return verdict;
    await pause(exchange, timers, waitMs);
  }
}
