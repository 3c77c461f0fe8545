import { Fault } from '../errors/fault.ts';
import type { Exchange } from './exchange.ts';
import type { ListenerPlan, Route, RouteFacts } from './plan.ts';

/** The route that takes the request; a fault when there is none, or none for this method. */
export function pickRoute(listener: ListenerPlan, exchange: Exchange): Route {
  const { method, query, headers } = exchange.received;
  const facts: RouteFacts = { method, host: exchange.client.host, path: exchange.path, query, headers };
  const route = listener.match(facts);
  if (route) return route;
  const allowed = listener.allowedMethods(facts);
  if (!allowed) throw new Fault('route_not_found');
  throw new Fault('method_not_allowed', { detail: allowed.join(', '), headers: { allow: allowed.join(', ') } });
}
