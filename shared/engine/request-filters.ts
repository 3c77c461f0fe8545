import { BytesBody } from '../http/bytes-body.ts';
import { collectRequest } from './collect-request.ts';
import type { Routed } from './exchange.ts';
import type { Verdict } from './filter.ts';
import type { Route } from './plan.ts';

/** Asks the filters of the route in their order. The body is read into memory only if one of them asks for it. */
export function askFilters(exchange: Routed, route: Route): Verdict | Promise<Verdict> {
  const { onRequest } = route;
  for (let i = 0; i < onRequest.length; i += 1) {
    const verdict = onRequest[i]!(exchange);
    if (verdict instanceof Promise) return askRest(exchange, route, verdict, i + 1);
    if (verdict) return verdict;
  }
  return route.onRequestBody.length === 0 ? undefined : askBodyFilters(exchange, route);
}

async function askRest(exchange: Routed, route: Route, asked: Promise<Verdict>, next: number): Promise<Verdict> {
  let verdict = await asked;
  for (let i = next; verdict === undefined && i < route.onRequest.length; i += 1) {
    if (exchange.aborted) throw exchange.aborted;
    verdict = await route.onRequest[i]!(exchange);
  }
  if (verdict !== undefined || route.onRequestBody.length === 0) return verdict;
  return askBodyFilters(exchange, route);
}

async function askBodyFilters(exchange: Routed, route: Route): Promise<Verdict> {
  const content = await contentOf(exchange, route);
  for (const hook of route.onRequestBody) {
    if (exchange.aborted) throw exchange.aborted;
    const verdict = await hook.run(exchange, content);
    if (verdict) return verdict;
  }
  return undefined;
}

async function contentOf(exchange: Routed, route: Route): Promise<Uint8Array> {
  if (exchange.aborted) throw exchange.aborted;
  if (exchange.body === null) return new Uint8Array();
  const limit = route.onRequestBody.reduce((most, hook) => Math.max(most, hook.limit), 0);
  const content = await collectRequest(exchange, exchange.body, limit);
  exchange.body = new BytesBody(content);
  return content;
}
