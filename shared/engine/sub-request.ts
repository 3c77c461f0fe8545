import type { HeaderList } from '../http/header-list.ts';
import type { Routed } from './exchange.ts';

/** A question that a filter puts to an upstream on behalf of a request, beside the request itself. */
export interface SubRequest {
  readonly method: string;
  /** With the query if there is one. */
  readonly path: string;
  readonly headers: HeaderList;
  /** For all of it, over all targets that are tried. */
  readonly timeoutMs: number;
}

/** The head of the answer; its content is not read. */
export interface SubAnswer {
  readonly status: number;
  readonly headers: HeaderList;
}

/**
 * Asks an upstream: its balancer, its health and its breakers hold as for any request. Rejects with a `Fault` when no
 * target answers, and when the request is given up.
 */
export type AskUpstream = (exchange: Routed, question: SubRequest) => Promise<SubAnswer>;
