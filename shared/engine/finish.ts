import type { Finished } from './exchange.ts';
import type { Plan } from './plan.ts';

/** The last phase: runs once for every request, after its last byte or its break. */
export function finish(plan: Plan, exchange: Finished): void {
  exchange.deadline?.cancel();
  exchange.onAbort = undefined;
  exchange.downstream.onLeave = undefined;
  const route = exchange.routing?.route;
  if (route) {
    route.handler.finish?.(exchange);
    for (const hook of route.onFinish) hook(exchange);
  }
  plan.observe(exchange);
}
