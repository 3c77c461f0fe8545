import type { Code } from '../errors/codes.ts';
import type { Fault } from '../errors/fault.ts';

/** How one try at a target went, as far as the target is concerned. `tookMs`: to the head of the answer or the failure. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly tookMs: number }
  | { readonly kind: 'refused'; readonly tookMs: number }
  | { readonly kind: 'timed-out'; readonly phase: 'connect' | 'head' | 'body'; readonly tookMs: number }
  | { readonly kind: 'reset'; readonly tookMs: number }
  | { readonly kind: 'client-left'; readonly tookMs: number };

/** Whether the target did badly. A client that leaves says nothing about it. */
export function countsAsFailure(outcome: Outcome): boolean {
  return isFailure(outcome, isServerError);
}

/** Whether the target is to blame, where `blames` says which statuses it is blamed for. */
export function isFailure(outcome: Outcome, blames: (status: number) => boolean): boolean {
  switch (outcome.kind) {
    case 'answered':
      return blames(outcome.status);
    case 'refused':
    case 'timed-out':
    case 'reset':
      return true;
    case 'client-left':
      return false;
  }
}

function isServerError(status: number): boolean {
  return status >= 500;
}

/**
 * The outcome a fault stands for. What the target did not cause counts as if the client had left. `wasSent` says that
 * the request had no body, or all of it was sent: then the target is what used up the time of the whole exchange.
 */
export function outcomeOf(fault: Fault, tookMs: number, wasSent = false): Outcome {
  if (fault.source !== 'upstream' || ours.has(fault.code)) return { kind: 'client-left', tookMs };
  if (fault.code === 'total_timeout' && !wasSent) return { kind: 'client-left', tookMs };
  const cause = causes[fault.code] ?? 'reset';
  if (cause === 'refused' || cause === 'reset') return { kind: cause, tookMs };
  return { kind: 'timed-out', phase: cause, tookMs };
}

/** Faults at upstreams that are our own decision, and say nothing of the target. */
const ours: ReadonlySet<Code> = new Set<Code>(['no_healthy_target', 'target_drained']);

/** Upstream faults that are not simply a broken connection. */
const causes: Readonly<Partial<Record<Code, 'refused' | 'connect' | 'head' | 'body'>>> = {
  upstream_refused: 'refused',
  upstream_tls_failed: 'refused',
  upstream_connect_timeout: 'connect',
  upstream_first_byte_timeout: 'head',
  total_timeout: 'head',
  first_token_timeout: 'head',
  token_timeout: 'body',
  upstream_read_timeout: 'body',
  upstream_write_timeout: 'body',
};
