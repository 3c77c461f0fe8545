import type { Routed } from '../engine/exchange.ts';
import type { AiRequest } from './ai-request.ts';
import { queryRequest } from './dialects/generic.ts';
import { blocked } from './exit/guard-document.ts';
import type { Guard, GuardVerdict } from './guardrails/guard.ts';
import { unreadable } from './unreadable.ts';

/** A request after all guards have looked at it. */
export interface GuardedRequest {
  readonly request: AiRequest;
  /** What guards warn of; told to the client in the answer. */
  readonly warnings: readonly string[];
}

/**
 * Asks the guards about a request, one after another: each sees what those before it have replaced. Where nobody can tell
 * what the body says, each decides whether it goes on all the same. The query is looked at as a body is, and replaced in
 * the exchange.
 */
export async function guardRequest(
  exchange: Routed,
  asked: AiRequest,
  guards: readonly Guard[],
): Promise<GuardedRequest> {
  const warnings: string[] = [];
  const why = unreadable(asked, exchange.request.headers);
  if (why !== undefined) for (const guard of guards) heed(exchange, guard.unread?.(exchange, why), warnings);
  const request = await passed(exchange, asked, guards, warnings);
  const query = queryRequest(exchange.request.query);
  if (query === undefined || query.dialect.texts(query.json).length === 0) return { request, warnings };
  const { content } = await passed(exchange, query, guards, warnings);
  if (content !== query.content) exchange.request = { ...exchange.request, query: decoder.decode(content) };
  return { request, warnings };
}

async function passed(
  exchange: Routed,
  asked: AiRequest,
  guards: readonly Guard[],
  warnings: string[],
): Promise<AiRequest> {
  let request = asked;
  for (const guard of guards) {
    const verdict = await guard.request?.(exchange, request);
    if (exchange.aborted) throw exchange.aborted;
    heed(exchange, verdict, warnings);
    if (verdict?.kind === 'replace') request = request.dialect.write(request, { texts: verdict.texts });
  }
  return request;
}

/** Throws where a guard refuses, and takes down what it warns of. */
function heed(exchange: Routed, verdict: GuardVerdict | undefined, warnings: string[]): void {
  if (verdict === undefined) return;
  if (verdict.kind === 'block') throw blocked(exchange, verdict);
  if (verdict.warning !== undefined) warnings.push(verdict.warning);
}

const decoder = new TextDecoder();
