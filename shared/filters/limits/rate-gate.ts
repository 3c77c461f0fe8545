import type { Exchange, Routed } from '../../engine/exchange.ts';
import type { FilterHooks, FilterParts } from '../../engine/filter.ts';
import { type LimitHit, limitHit } from '../../engine/limit-hit.ts';
import type { Ledger, Verdict } from '../../ledger/ledger.ts';
import type { GuardedVerdict } from '../../ledger/on-ledger-failure.ts';
import { DelayLine } from './delay-line.ts';
import type { RateClaim, RateLimit } from './rate-limit.ts';
import { rateRefusal } from './rate-refusal.ts';
import { spacingMsOf } from './rates.ts';
import { noteStanding, tellStanding } from './told-limit.ts';
import { waitForTurn } from './wait-for-turn.ts';

/** What a gate needs beside its limits. */
export type GateParts = Pick<FilterParts, 'platform' | 'waitingRoom'>;

/**
 * Limits that are taken together: one call for each ledger takes what the request needs of all of them, or nothing.
 * Those that only log are asked one by one, after the others have let the request through.
 */
export function rateGate(limits: readonly RateLimit[], parts: GateParts): FilterHooks {
  const gate = new RateGate(stepsOf(limits), parts);
  const tells = limits.some(({ settings }) => settings.headers !== 'none' && settings.onLimit !== 'log-only');
  return {
    onRequest: (exchange) => gate.pass(exchange, 0),
    ...(tells && { onResponse: tellStanding }),
  };
}

/** One call of a ledger. */
interface Step {
  readonly ledger: Ledger;
  readonly limits: readonly RateLimit[];
  readonly onlyLogs: boolean;
  /** Where requests wait; absent when none of the limits lets them. */
  readonly delays: boolean;
}

class RateGate {
  readonly #steps: readonly Step[];
  readonly #parts: GateParts;
  readonly #line: DelayLine;

  constructor(steps: readonly Step[], parts: GateParts) {
    this.#steps = steps;
    this.#parts = parts;
    this.#line = new DelayLine(parts.platform.clock, parts.platform.timers, parts.waitingRoom);
  }

  /** Takes the request through the steps from `first` on; throws when one of them refuses it. */
  pass(exchange: Routed, first: number): undefined | Promise<undefined> {
    for (let i = first; i < this.#steps.length; i += 1) {
      const waits = this.#take(exchange, this.#steps[i]!);
      if (waits !== undefined) return this.#passRest(exchange, waits, i + 1);
    }
    return undefined;
  }

  async #passRest(exchange: Routed, waits: Promise<void>, next: number): Promise<undefined> {
    await waits;
    if (exchange.aborted) throw exchange.aborted;
    return this.pass(exchange, next);
  }

  #take(exchange: Routed, step: Step): undefined | Promise<void> {
    const claims: RateClaim[] = [];
    for (let i = 0; i < step.limits.length; i += 1) step.limits[i]!.claim(exchange, claims);
    if (claims.length === 0) return undefined;
    const ahead = step.delays ? claims.find((claim) => this.#hasLine(claim)) : undefined;
    if (ahead !== undefined) return this.#wait(exchange, step, claims, { claim: ahead, firstMs: 0 });
    const verdict = step.ledger.spend(claims);
    if (verdict instanceof Promise) return this.#takeLater(exchange, step, claims, verdict);
    return this.#judge(exchange, step, claims, verdict);
  }

  #hasLine({ limit, key }: RateClaim): boolean {
    return limit.settings.onLimit === 'delay' && this.#line.has(key);
  }

  async #takeLater(exchange: Routed, step: Step, claims: readonly RateClaim[], asked: Promise<Verdict>): Promise<void> {
    const verdict = await asked;
    if (exchange.aborted) throw exchange.aborted;
    await this.#judge(exchange, step, claims, verdict);
  }

  #judge(exchange: Routed, step: Step, claims: readonly RateClaim[], verdict: Verdict): undefined | Promise<void> {
    if (verdict.granted) return noteGranted(exchange, step, claims, verdict);
    const claim = claims[verdict.refused]!;
    if (step.onlyLogs) return noteHit(exchange, claim, 'logged');
    if (claim.limit.settings.onLimit !== 'delay') throw refused(exchange, claim, verdict);
    return this.#wait(exchange, step, claims, { claim, firstMs: verdict.retryAfterMs, verdict });
  }

  async #wait(exchange: Routed, step: Step, claims: readonly RateClaim[], waiting: Waiting): Promise<void> {
    const { claim, firstMs } = waiting;
    const { maxDelayMs } = claim.limit.settings;
    const spacingMs = spacingMsOf(claim.rate.rule);
    const place = this.#line.join(claim.key, { firstMs, spacingMs, mostMs: maxDelayMs });
    if (place === undefined) throw refused(exchange, claim, waiting.verdict ?? fullLine(claims, claim, spacingMs));
    try {
      const { timers, clock } = this.#parts.platform;
      const come = () => this.#line.turn(exchange, place);
      const verdict = await waitForTurn({
        exchange,
        timers,
        clock,
        come,
        ask: () => step.ledger.spend(claims),
        claims,
        maxDelayMs,
      });
      if (!verdict.granted) throw refused(exchange, claims[verdict.refused]!, verdict);
      noteGranted(exchange, step, claims, verdict);
      noteHit(exchange, claim, 'delayed');
    } finally {
      this.#line.leave(place);
    }
  }
}

/** Why a request waits. */
interface Waiting {
  readonly claim: RateClaim;
  readonly firstMs: number;
  /** Absent when others waited already, so that the ledger was not asked. */
  readonly verdict?: Verdict;
}

/** What is said to who finds too long a line. */
function fullLine(claims: readonly RateClaim[], full: RateClaim, spacingMs: number): Verdict {
  const { maxDelayMs } = full.limit.settings;
  const views = claims.map(({ rule }) => {
    const limit = rule.kind === 'token-bucket' ? rule.capacity : rule.limit;
    return { limit, remaining: 0, resetMs: maxDelayMs };
  });
  return { granted: false, refused: claims.indexOf(full), retryAfterMs: maxDelayMs + spacingMs, views };
}

function refused(exchange: Exchange, claim: RateClaim, verdict: Verdict): Error {
  noteStanding(exchange, { claim, view: { ...verdict.views[verdict.refused]!, remaining: 0 } });
  noteHit(exchange, claim, 'rejected');
  return rateRefusal(claim, verdict.retryAfterMs);
}

/** What nobody could check is not told: it would look as if nothing had been taken. */
function noteGranted(exchange: Exchange, step: Step, claims: readonly RateClaim[], verdict: GuardedVerdict): undefined {
  const { views, unchecked } = verdict;
  if (step.onlyLogs || unchecked === 'open') return;
  for (let i = 0; i < claims.length; i += 1) noteStanding(exchange, { claim: claims[i]!, view: views[i]! });
}

function noteHit(exchange: Exchange, { limit, key }: RateClaim, action: LimitHit['action']): undefined {
  exchange.set(limitHit, { limit: limit.settings.name, key, action });
}

function stepsOf(limits: readonly RateLimit[]): readonly Step[] {
  const enforced = limits.filter(({ settings }) => settings.onLimit !== 'log-only');
  const byLedger = Map.groupBy(enforced, ({ settings }) => settings.ledger);
  const steps = [...byLedger].flatMap(([ledger, together]) => callsOf(together).map((part) => stepOf(ledger, part)));
  const logging = limits.filter(({ settings }) => settings.onLimit === 'log-only');
  return [...steps, ...logging.map((limit) => ({ ...stepOf(limit.settings.ledger, [limit]), onlyLogs: true }))];
}

function stepOf(ledger: Ledger, limits: readonly RateLimit[]): Step {
  return { ledger, limits, onlyLogs: false, delays: limits.some(({ settings }) => settings.onLimit === 'delay') };
}

/** A ledger takes 16 claims at once; a limit makes at most four. */
function callsOf(limits: readonly RateLimit[]): readonly (readonly RateLimit[])[] {
  const calls: RateLimit[][] = [];
  let claims = 0;
  for (const limit of limits) {
    const most = limit.mostClaims;
    if (calls.length === 0 || claims + most > 16) {
      calls.push([]);
      claims = 0;
    }
    calls.at(-1)!.push(limit);
    claims += most;
  }
  return calls;
}
