import type { Routed } from '../engine/exchange.ts';
import { upstreamHeaders } from '../http/forwarding.ts';
import { applyHeaderEdits } from '../http/header-edits.ts';
import type { HeaderList } from '../http/header-list.ts';

/**
 * The fields of a request as the upstream will see them, for telling variants apart: what rules of the route write, and
 * what we say of the client, is what a response was chosen by, whatever the client sent under these names.
 */
export function sentFields(exchange: Routed, names: readonly string[]): HeaderList {
  const { route } = exchange.routing;
  const isEdited = route.requestEdits !== undefined || route.onUpstream.length > 0;
  if (!isEdited && names.every((name) => asTheyCame.has(name))) return exchange.request.headers;
  const headers = upstreamHeaders(exchange);
  if (route.requestEdits) applyHeaderEdits(route.requestEdits, headers);
  for (const hook of route.onUpstream) hook(exchange, headers);
  return headers;
}

/** Fields that travel on as they came. */
const asTheyCame: ReadonlySet<string> = new Set([
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language'],
  ...['authorization', 'cookie', 'origin', 'user-agent', 'x-requested-with'],
]);
