import type { Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import type { AiRequest } from './ai-request.ts';
import type { Inference } from './inference.ts';
import type { Admission, Meter, Sending } from './limits/meter.ts';
import type { ModelRoutes, Way } from './routing/model-routes.ts';
import type { Estimate } from './tokens/estimator.ts';

/** A request that may go on, and how. */
export interface Admitted {
  readonly way: Way;
  /** `undefined` where nothing is limited. */
  readonly admission: Admission | undefined;
}

/**
 * Reserves what the request is expected to use. Where the route says so, one whose budget is used up goes on to the
 * first upstream of the fallback; its tokens still count, and all other limits hold.
 */
export function admit(
  exchange: Routed,
  request: AiRequest,
  estimate: Estimate,
  { inference, way }: { readonly inference: Inference; readonly way: Way },
): Admitted | Promise<Admitted> {
  const { meter, fallsBackOnBudget, routes } = inference;
  if (!meter) return { way, admission: undefined };
  if (fallsBackOnBudget) return admitOrGoOn(exchange, request, estimate, { meter, way, routes });
  const admission = meter.admit(exchange, request, estimate, sendingOn(way, request, routes));
  return admission instanceof Promise ? admission.then((held) => ({ way, admission: held })) : { way, admission };
}

async function admitOrGoOn(
  exchange: Routed,
  request: AiRequest,
  estimate: Estimate,
  { meter, way, routes }: { readonly meter: Meter; readonly way: Way; readonly routes: ModelRoutes },
): Promise<Admitted> {
  try {
    return { way, admission: await meter.admit(exchange, request, estimate, sendingOn(way, request, routes)) };
  } catch (error) {
    const fault = Fault.from(error);
    const other = fault.code === 'budget_exhausted' ? beyondFirst(way, routes) : undefined;
    if (!other) throw fault;
    exchange.fallback = { from: way.forwarding.first.upstream.name, reason: 'budget_exhausted' };
    const sending = sendingOn(other, request, routes, 'counted');
    return { way: other, admission: await meter.admit(exchange, request, estimate, sending) };
  }
}

/** What the upstreams of a way call the model of a request. */
function sendingOn(
  way: Way,
  { model }: AiRequest,
  routes: ModelRoutes,
  budgets: Sending['budgets'] = 'enforced',
): Sending {
  if (model === undefined) return { models: [], budgets };
  const models = [way.destination.rename(model)];
  for (const { leg } of way.forwarding.fallback?.legs ?? []) {
    models.push(routes.destination(way, leg.upstream).rename(model));
  }
  return { models, budgets };
}

/** The way without its first upstream; `undefined` when nothing is left. */
function beyondFirst(way: Way, routes: ModelRoutes): Way | undefined {
  const { fallback } = way.forwarding;
  const [first, ...legs] = fallback?.legs ?? [];
  if (!fallback || !first) return undefined;
  const forwarding = {
    ...way.forwarding,
    first: first.leg,
    fallback: { ...fallback, legs, maxUpstreams: fallback.maxUpstreams - 1 },
  };
  return { ...way, forwarding, destination: routes.destination(way, first.leg.upstream) };
}
