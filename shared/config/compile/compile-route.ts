import { compileErrorStyle } from '../../engine/error-pages/compile-error-style.ts';
import type { ErrorStyle } from '../../engine/error-reply.ts';
import type { FilterHooks, FilterParts } from '../../engine/filter.ts';
import type { Handler } from '../../engine/handler.ts';
import { hooksOf } from '../../engine/hooks.ts';
import type { Route } from '../../engine/plan.ts';
import type { RateLimit } from '../../filters/limits/rate-limit.ts';
import type { BuiltinParts } from '../../handlers/builtin.ts';
import { builtins } from '../../handlers/index.ts';
import { proxy } from '../../handlers/proxy.ts';
import { respondNothing } from '../../handlers/respond-nothing.ts';
import { compileHeaderEdits, type HeaderEdits } from '../../http/header-edits.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Candidate } from '../../routing/candidate.ts';
import { compileConditions } from '../../routing/conditions.ts';
import { prefixesOf } from '../../routing/prefixes-of.ts';
import type { RouteShadow } from '../../upstream/shadow/shadow-view.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';
import { matchInput } from '../match-input.ts';
import { choosesByPrompt, upstreamsOfModels } from './ai-strategies.ts';
import { apiHooks } from './compile-api.ts';
import { withCache } from './compile-cache.ts';
import { compileFilters, type NamedFilter } from './compile-filters.ts';
import { compileForwarding } from './compile-forwarding.ts';
import { compileGuards, type GuardSurroundings } from './compile-guards.ts';
import { compileInference, estimatorOf, type InferenceSurroundings } from './compile-inference.ts';
import { compileLeg } from './compile-leg.ts';
import { compileMeter } from './compile-meter.ts';
import { compileStatic } from './compile-static.ts';
import { guardRoute } from './guard-route.ts';
import type { LimitedRoute } from './outer-limits.ts';
import type { PlanMetrics } from './plan-metrics.ts';
import { keyHooks, keysOfModels, type RouteKeysParts } from './route-keys.ts';

/** The settings of a route. */
export type RouteConfig = Config['routes'][number];
/** The settings of an upstream. */
export type UpstreamConfig = Config['upstreams'][number];
/** The settings of a filter. */
export type FilterConfig = Config['filters'][number];

/** A route with what the route table looks at. */
export type CompiledRoute = Route & Candidate;

/** What the names in a route stand for, and what its parts are made with. */
export interface RouteSurroundings
  extends Pick<FilterParts, 'platform' | 'ledgers' | 'waitingRoom' | 'scope' | 'decoding' | 'leastLevel' | 'onProblem'>,
    RouteKeysParts {
  readonly builtinParts: BuiltinParts;
  readonly observability: Config['observability'];
  readonly metrics: PlanMetrics | undefined;
  /** Where budgets are counted that name no ledger. */
  readonly budgetLedger: () => Ledger;
  readonly addShadow: (shadow: RouteShadow) => void;
  /** What the guardrails of AI routes are made with. */
  readonly guards: GuardSurroundings;
  readonly defaultMaxBodyBytes: number;
  upstream(name: string): { readonly settings: UpstreamConfig; readonly upstream: Upstream };
  filter(name: string): NamedFilter;
  /** The limits of the route beside those of its filters. */
  outerLimits(route: LimitedRoute): readonly RateLimit[];
}

/** Makes a route ready under the id it goes by in logs. */
export function compileRoute(id: string, settings: RouteConfig, surroundings: RouteSurroundings): CompiledRoute {
  const named = settings.upstream === undefined ? undefined : surroundings.upstream(settings.upstream);
  guard(id, settings, named, surroundings);
  const { policies } = settings;
  const conditions = conditionsOf(settings);
  const filters = [
    ...filtersOf(id, settings, named?.upstream.name, surroundings),
    ...keyHooks(settings, surroundings),
    ...apiHooks(settings.apiSchema),
  ];
  return {
    id,
    priority: settings.priority,
    conditions,
    prefixes: prefixesOf(conditions),
    handler: withCache(
      id,
      handlerOf(id, settings, named, surroundings),
      settings.cache ?? policies.cache,
      surroundings.builtinParts.cache,
    ),
    upstreamName: named?.upstream.name,
    maxBodyBytes: policies.maxBodySizeBytes ?? surroundings.defaultMaxBodyBytes,
    allowUpgrade: settings.websocket,
    errorStyle: styleOf(filters) ?? compileErrorStyle(settings.errorPages, serviceTypeOf(settings)),
    requestEdits: editsOf(policies.requestHeaders),
    responseEdits: editsOf(policies.responseHeaders),
    totalMs: totalOf(filters, policies.timeoutMs ?? named?.settings.timeouts.requestMs),
    ...hooksOf(filters),
  };
}

/** The breaker of the route is before its own upstream alone; those that upstreams ask for, before all it may use. */
function guard(
  id: string,
  settings: RouteConfig,
  named: ReturnType<RouteSurroundings['upstream']> | undefined,
  { scope, upstream }: Pick<RouteSurroundings, 'scope' | 'upstream'>,
): void {
  if (named) guardRoute({ id, scope }, settings, named);
  for (const name of otherUpstreams(settings)) guardRoute({ id, scope }, { circuitBreaker: undefined }, upstream(name));
}

/** Upstreams that the route may use beside its own. */
function otherUpstreams(route: RouteConfig): ReadonlySet<string> {
  const names = new Set(route.fallback?.upstreams.map(({ id }) => id));
  for (const name of upstreamsOfModels(route)) names.add(name);
  if (route.upstream !== undefined) names.delete(route.upstream);
  return names;
}

function filtersOf(
  routeId: string,
  settings: RouteConfig,
  upstreamName: string | undefined,
  surroundings: RouteSurroundings,
): readonly FilterHooks[] {
  const { platform, ledgers, waitingRoom, scope, decoding, leastLevel, onProblem, keys } = surroundings;
  const named = settings.filters.map((name) => surroundings.filter(name));
  const hasFilter = named.some((filter) => filter.settings.type === 'rate-limit');
  const outer = surroundings.outerLimits({ settings, routeId, ledgers, hasFilter });
  return compileFilters(named, outer, {
    platform,
    ledgers,
    waitingRoom,
    scope,
    decoding,
    leastLevel,
    onProblem,
    keys,
    routeId,
    upstreamName,
    legOf(chosen) {
      guardRoute({ id: routeId, scope }, { circuitBreaker: undefined }, chosen);
      return compileLeg(chosen, settings.retryPolicy, platform);
    },
  });
}

/** The conditions of a route. Ones that cannot be used were refused when the configuration was checked. */
export function conditionsOf({ matches }: RouteConfig): Candidate['conditions'] {
  return compileConditions(matchInput(matches)).conditions;
}

function handlerOf(
  id: string,
  settings: RouteConfig,
  named: ReturnType<RouteSurroundings['upstream']> | undefined,
  surroundings: RouteSurroundings,
): Handler {
  const page = builtins.find(({ name }) => name === settings.builtinHandler);
  if (page) return page.create(surroundings.builtinParts);
  if (settings.staticFiles) return compileStatic(settings.staticFiles, surroundings.platform);
  // A route of nothing but filters, such as a redirect: whatever they let through is not there.
  if (settings.inference) return compileInference(settings, inferenceSurroundings(id, settings, surroundings));
  if (!named) return respondNothing;
  return proxy(compileForwarding(id, settings, named, surroundings));
}

function inferenceSurroundings(id: string, route: RouteConfig, surroundings: RouteSurroundings): InferenceSurroundings {
  const { policies, inference } = route;
  const { platform, upstream, decoding, defaultMaxBodyBytes } = surroundings;
  const { keys, quotasOf } = keysOfModels(route, surroundings);
  return {
    ...{ platform, upstream, decoding, maxBodyBytes: policies.maxBodySizeBytes ?? defaultMaxBodyBytes },
    estimator: estimatorOf(inference!, platform),
    meter: compileMeter(id, inference!, { ...surroundings, quotasOf }),
    onSettled: surroundings.metrics?.onSettled,
    ...{
      guards: compileGuards(inference!.guardrails, surroundings.guards),
      keys,
      readsPrompt: [...upstreamsOfModels(route)].some((name) => choosesByPrompt(upstream(name))),
    },
  };
}

function serviceTypeOf({ serviceType, builtinHandler, apiSchema, inference }: RouteConfig): 'web' | 'api' {
  if (serviceType !== undefined) return serviceType === 'web' || serviceType === 'static' ? 'web' : 'api';
  return builtinHandler !== undefined || apiSchema !== undefined || inference !== undefined ? 'api' : 'web';
}

function editsOf(policy: RouteConfig['policies']['requestHeaders']): HeaderEdits | undefined {
  const edits = compileHeaderEdits(policy);
  const { rename, set, add, remove } = edits;
  return rename.length + set.length + add.length + remove.length === 0 ? undefined : edits;
}

function styleOf(filters: readonly FilterHooks[]): ErrorStyle | undefined {
  return filters.findLast(({ errorStyle }) => errorStyle !== undefined)?.errorStyle;
}

function totalOf(filters: readonly FilterHooks[], ownMs: number | undefined): number | undefined {
  return filters.reduce((total, { totalMs }) => totalMs ?? total, ownMs);
}
