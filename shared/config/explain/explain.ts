import { HeaderList } from '../../http/header-list.ts';
import { normalizePath } from '../../http/path.ts';
import type { RuntimeName } from '../../platform/platform.ts';
import { explainMatch } from '../../routing/explain-match.ts';
import { conditionsOf, type FilterConfig, type RouteConfig, type UpstreamConfig } from '../compile/compile-route.ts';
import { plannedListenersOf } from '../compile/listeners-of.ts';
import { ownMetrics } from '../compile/metrics-listener.ts';
import type { Config } from '../config.ts';
import { findName, idOf } from '../scopes/find-name.ts';
import { qualified, routesIn, type Scope, scopesOf, servedBy } from '../scopes/scope.ts';
import { explainCare } from './explain-care.ts';
import { type ExplainedRule, explainLimits } from './explain-limits.ts';
import { type ExplainedTransport, explainTransport } from './explain-transport.ts';

/** A request to explain; nothing is sent. */
export interface ImaginedRequest {
  readonly method: string;
  readonly host: string;
  /** Path, perhaps with a query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The first listener when absent. */
  readonly listener: string | undefined;
  /** Where it would be served. */
  readonly runtime: RuntimeName;
}

/** What would become of a request. */
export interface Explanation {
  readonly listener: string;
  readonly path: string;
  /** The route that takes it, and whether only because it is the default of the listener. */
  readonly route: string | undefined;
  readonly byDefault: boolean;
  /** What the route does with it. */
  readonly handler: string | undefined;
  readonly upstream: ExplainedUpstream | undefined;
  /** How each target is reached, where that depends on the request: on workerd. */
  readonly transport: readonly ExplainedTransport[] | undefined;
  readonly filters: readonly string[];
  /** The limits of the route, and what is done when its upstream is slow or fails. */
  readonly rules: readonly ExplainedRule[];
  readonly considered: readonly ConsideredRoute[];
}

/** Where the route sends to, and how it chooses. */
export interface ExplainedUpstream {
  readonly id: string;
  readonly algorithm: string;
  readonly targets: readonly string[];
}

/** A route that was looked at, and what spoke against it. */
export interface ConsideredRoute {
  readonly id: string;
  readonly priority: number;
  readonly outcome: 'taken' | 'outranked' | 'refused';
  readonly reasons: readonly string[];
}

/** Says which route takes a request and why no other, or what is wrong with the question. */
export function explain(config: Config, request: ImaginedRequest): Explanation | { readonly problem: string } {
  const scopes = scopesOf(config);
  // That of the metrics shows them and nothing else.
  const listeners = plannedListenersOf(config, scopes).filter(({ serves }) => serves !== ownMetrics);
  const listener = request.listener === undefined ? listeners[0] : listeners.find(({ id }) => id === request.listener);
  const names = listeners.map(({ id }) => id).join(', ');
  if (!listener) return { problem: `No listener is named "${request.listener}"; there are ${names}.` };
  const [path, query] = splitTarget(request.target);
  const normal = normalizePath(path)?.match;
  if (normal === undefined) return { problem: `"${path}" is not a path that Sentinel lets through.` };

  const routes = servedRoutes(listener.serves, scopes);
  const facts = { method: request.method, host: request.host, path: normal, query, headers: headersOf(request) };
  const { winner, considered } = explainMatch(routes, facts);
  const taken = winner ?? routes.find(({ id }) => id === listener.settings.defaultRoute);
  return {
    listener: listener.id,
    path: normal,
    route: taken?.id,
    byDefault: taken !== undefined && winner === undefined,
    handler: taken && handlerOf(taken.settings),
    upstream: taken && upstreamOf(taken, scopes),
    transport: taken && request.runtime === 'workerd' ? transportOf(taken, scopes, request) : undefined,
    filters: taken?.settings.filters ?? [],
    rules: taken ? rulesOf(taken, config, scopes) : [],
    considered: considered.map(({ candidate: { id, priority }, outcome, reasons }) => ({
      id,
      priority,
      outcome,
      reasons,
    })),
  };
}

interface ServedRoute {
  readonly id: string;
  readonly priority: number;
  readonly conditions: ReturnType<typeof conditionsOf>;
  readonly settings: RouteConfig;
  readonly owner: Scope;
}

function servedRoutes(serves: string, scopes: readonly Scope[]): ServedRoute[] {
  return servedBy(serves, scopes).flatMap((owner) =>
    routesIn(owner).map((settings) => ({
      id: qualified(owner, settings.id),
      priority: settings.priority,
      conditions: conditionsOf(settings),
      settings,
      owner,
    })),
  );
}

function handlerOf({ builtinHandler, upstream, staticFiles }: RouteConfig): string {
  if (staticFiles) return 'static-files';
  return builtinHandler ?? (upstream === undefined ? 'nothing' : 'proxy');
}

function upstreamOf({ settings, owner }: ServedRoute, scopes: readonly Scope[]): ExplainedUpstream | undefined {
  if (settings.upstream === undefined) return undefined;
  const found = findName('upstreams', settings.upstream, owner, scopes);
  if (found.kind !== 'found') return undefined;
  const { loadBalancing, targets, discovery } = found.thing;
  const learned = discovery ? [`what discovery "${discovery.type}" finds`] : [];
  const named = [...targets.map(({ address }) => address), ...learned];
  return { id: idOf(found), algorithm: loadBalancing.algorithm, targets: named };
}

function transportOf(
  { settings, owner }: ServedRoute,
  scopes: readonly Scope[],
  request: ImaginedRequest,
): readonly ExplainedTransport[] | undefined {
  const upstream = upstreamSettings(settings, owner, scopes);
  if (upstream === undefined) return undefined;
  const filters = filtersOf(settings, owner, scopes);
  const { method, host } = request;
  return explainTransport({
    ...{ method, host, headers: headersOf(request), filters },
    ...{ route: settings, upstream },
  });
}

function rulesOf({ settings: route, owner }: ServedRoute, config: Config, scopes: readonly Scope[]): ExplainedRule[] {
  const filters = filtersOf(route, owner, scopes);
  return [
    ...explainLimits({ config, scopes, owner, route, filters }),
    ...explainCare(route, upstreamSettings(route, owner, scopes)),
  ];
}

function upstreamSettings(
  { upstream }: RouteConfig,
  owner: Scope,
  scopes: readonly Scope[],
): UpstreamConfig | undefined {
  const found = upstream === undefined ? undefined : findName('upstreams', upstream, owner, scopes);
  return found?.kind === 'found' ? found.thing : undefined;
}

function filtersOf(route: RouteConfig, owner: Scope, scopes: readonly Scope[]): readonly FilterConfig[] {
  return route.filters.flatMap((name) => {
    const found = findName('filters', name, owner, scopes);
    return found.kind === 'found' ? [found.thing] : [];
  });
}

function headersOf({ headers }: ImaginedRequest): HeaderList {
  return new HeaderList(headers.flat());
}

function splitTarget(target: string): [path: string, query: string | undefined] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, undefined] : [target.slice(0, mark), target.slice(mark + 1)];
}
