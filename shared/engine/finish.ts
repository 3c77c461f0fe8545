import { Fault } from '../errors/fault.ts';
import type { Finished } from './exchange.ts';
import type { Plan, Route } from './plan.ts';

/** The last phase: runs once for every request, after its last byte or its break. Never throws. */
export function finish(plan: Plan, exchange: Finished): void {
  exchange.deadline?.cancel();
  exchange.onAbort = undefined;
  exchange.downstream.pending = undefined;
  const route = exchange.routing?.route;
  if (route) {
    tellHandler(route, exchange);
    for (const hook of route.onFinish) tellHook(hook, exchange);
  }
  plan.observe(exchange);
}

// Whoever fails here fails for itself: places at targets must be given back, the line written, the connection go on.
function tellHandler({ handler }: Route, exchange: Finished): void {
  try {
    handler.finish?.(exchange);
  } catch (error) {
    note(exchange, error);
  }
}

function tellHook(hook: Route['onFinish'][number], exchange: Finished): void {
  try {
    hook(exchange);
  } catch (error) {
    note(exchange, error);
  }
}

/** The first failure is the one to be logged. */
function note(exchange: Finished, error: unknown): void {
  if (exchange.fault === undefined) exchange.failed(Fault.from(error));
}
