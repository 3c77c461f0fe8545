import type { Code } from '../errors/codes.ts';
import type { Fault } from '../errors/fault.ts';

/** How one try at a target went, as far as the target is concerned. `tookMs`: to the head of the answer or the failure. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly tookMs: number }
  | { readonly kind: 'refused'; readonly tookMs: number }
  | { readonly kind: 'timed-out'; readonly phase: 'connect' | 'head' | 'body'; readonly tookMs: number }
  | { readonly kind: 'reset'; readonly tookMs: number }
  | { readonly kind: 'client-left'; readonly tookMs: number };

/** Whether the target is to blame. A client that leaves says nothing about it. */
export function countsAsFailure(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status >= 500;
    case 'refused':
    case 'timed-out':
    case 'reset':
      return true;
    case 'client-left':
      return false;
  }
}

/** The outcome a fault stands for. What the target did not cause counts as if the client had left. */
export function outcomeOf(fault: Fault, tookMs: number): Outcome {
  const cause = causes[fault.code];
  if (cause === undefined) return { kind: fault.source === 'upstream' ? 'reset' : 'client-left', tookMs };
  if (cause === 'refused' || cause === 'client-left') return { kind: cause, tookMs };
  return { kind: 'timed-out', phase: cause, tookMs };
}

/** Upstream faults that are not simply a broken connection. */
const causes: Readonly<Partial<Record<Code, 'refused' | 'connect' | 'head' | 'body' | 'client-left'>>> = {
  upstream_refused: 'refused',
  upstream_tls_failed: 'refused',
  upstream_connect_timeout: 'connect',
  upstream_first_byte_timeout: 'head',
  upstream_read_timeout: 'body',
  upstream_write_timeout: 'body',
  // The time of the whole exchange, which a slow client may have used up.
  total_timeout: 'client-left',
  no_healthy_target: 'client-left',
};
