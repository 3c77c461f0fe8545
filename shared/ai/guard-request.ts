import type { Routed } from '../engine/exchange.ts';
import type { AiRequest } from './ai-request.ts';
import { blocked } from './exit/guard-document.ts';
import type { Guard } from './guardrails/guard.ts';

/** A request after all guards have looked at it. */
export interface GuardedRequest {
  readonly request: AiRequest;
  /** What guards warn of; told to the client in the answer. */
  readonly warnings: readonly string[];
}

/** Asks the guards about a request, one after another: each sees what those before it have replaced. */
export async function guardRequest(
  exchange: Routed,
  asked: AiRequest,
  guards: readonly Guard[],
): Promise<GuardedRequest> {
  let request = asked;
  const warnings: string[] = [];
  for (const guard of guards) {
    const verdict = await guard.request?.(exchange, request);
    if (exchange.aborted) throw exchange.aborted;
    if (verdict === undefined) continue;
    if (verdict.kind === 'block') throw blocked(exchange, verdict);
    if (verdict.warning !== undefined) warnings.push(verdict.warning);
    if (verdict.kind === 'replace') request = request.dialect.write(request, { texts: verdict.texts });
  }
  return { request, warnings };
}
