import { compileErrorStyle } from '../../shared/engine/error-pages/compile-error-style.ts';
import type { Finished } from '../../shared/engine/exchange.ts';
import type { FilterHooks } from '../../shared/engine/filter.ts';
import type { Handler } from '../../shared/engine/handler.ts';
import { hooksOf } from '../../shared/engine/hooks.ts';
import type { Plan, RequestLimits, Route } from '../../shared/engine/plan.ts';
import { CidrSet } from '../../shared/http/ip.ts';

/** What a test says of a plan of one route. */
export interface PlanOptions {
  readonly handler: Handler;
  readonly filters?: readonly FilterHooks[];
  readonly route?: Partial<Route>;
  readonly limits?: Partial<RequestLimits>;
  /** Methods the route takes; all when absent. */
  readonly methods?: readonly string[];
}

/** A plan of one route at `/`, and the record of every request it was told of. */
export function planOf({
  handler,
  filters = [],
  route = {},
  limits = {},
  methods,
}: PlanOptions): Plan & { finished: Finished[] } {
  const only: Route = {
    ...{ id: 'only', handler, upstreamName: undefined, prefixes: [], maxBodyBytes: 100, allowUpgrade: false },
    ...{ errorStyle: compileErrorStyle(undefined, 'api'), requestEdits: undefined, responseEdits: undefined },
    totalMs: undefined,
    ...hooksOf(filters),
    ...route,
  };
  const takes = (method: string): boolean => methods === undefined || methods.includes(method);
  const finished: Finished[] = [];
  const listener = {
    id: 'main',
    trusted: new CidrSet([]),
    match: ({ path, method }: { path: string; method: string }) =>
      path.startsWith('/nowhere') || !takes(method) ? undefined : only,
    allowedMethods: ({ method }: { method: string }) => (takes(method) ? undefined : methods),
  };
  return {
    listeners: new Map([['main', listener]]),
    limits: {
      maxHeaderBytes: 1000,
      maxHeaderCount: 10,
      maxHeaderNameBytes: 100,
      maxHeaderValueBytes: 2000,
      maxUriLength: 100,
      maxBodyBytes: 100,
      maxInFlight: 10,
      ...limits,
    },
    errorStyle: compileErrorStyle(undefined, 'api'),
    trace: () => ({ id: 'id-1', traceparent: undefined, tracestate: undefined }),
    observe: (exchange) => finished.push(exchange),
    finished,
  };
}
