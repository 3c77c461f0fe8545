import { compileErrorStyle } from '../../engine/error-pages/compile-error-style.ts';
import type { FilterHooks, FilterParts } from '../../engine/filter.ts';
import type { Handler } from '../../engine/handler.ts';
import { hooksOf } from '../../engine/hooks.ts';
import type { Route } from '../../engine/plan.ts';
import type { BuiltinParts } from '../../handlers/builtin.ts';
import { builtins } from '../../handlers/index.ts';
import { type HostHeader, proxy } from '../../handlers/proxy.ts';
import { respondNothing } from '../../handlers/respond-nothing.ts';
import { compileHeaderEdits, type HeaderEdits } from '../../http/header-edits.ts';
import type { Candidate } from '../../routing/candidate.ts';
import { compileConditions } from '../../routing/conditions.ts';
import { prefixesOf } from '../../routing/prefixes-of.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';
import { matchInput } from '../match-input.ts';
import { compileFilter } from './compile-filter.ts';
import { compileForwarding } from './compile-forwarding.ts';

export type RouteConfig = Config['routes'][number];
export type UpstreamConfig = Config['upstreams'][number];
export type FilterConfig = Config['filters'][number];

/** A route with what the route table looks at. */
export type CompiledRoute = Route & Candidate;

/** What the names in a route stand for, and what its parts are made with. */
export interface RouteSurroundings extends Pick<FilterParts, 'platform' | 'ledgers' | 'waitingRoom' | 'scope'> {
  readonly builtinParts: BuiltinParts;
  readonly defaultMaxBodyBytes: number;
  upstream(name: string): { readonly settings: UpstreamConfig; readonly upstream: Upstream };
  filter(name: string): { readonly id: string; readonly settings: FilterConfig };
}

/** Makes a route ready under the id it goes by in logs. */
export function compileRoute(id: string, settings: RouteConfig, surroundings: RouteSurroundings): CompiledRoute {
  const named = settings.upstream === undefined ? undefined : surroundings.upstream(settings.upstream);
  const { policies } = settings;
  const conditions = conditionsOf(settings);
  const filters = settings.filters.map((name) => {
    const filter = surroundings.filter(name);
    const { platform, ledgers, waitingRoom, scope } = surroundings;
    const parts = { platform, ledgers, waitingRoom, scope, routeId: id, upstreamName: named?.upstream.name };
    return compileFilter(filter.settings, { ...parts, filterId: filter.id });
  });
  return {
    id,
    priority: settings.priority,
    conditions,
    prefixes: prefixesOf(conditions),
    handler: handlerOf(settings, named, surroundings),
    upstreamName: named?.upstream.name,
    maxBodyBytes: policies.maxBodySizeBytes ?? surroundings.defaultMaxBodyBytes,
    allowUpgrade: settings.websocket,
    errorStyle: compileErrorStyle(settings.errorPages, serviceTypeOf(settings)),
    requestEdits: editsOf(policies.requestHeaders),
    responseEdits: editsOf(policies.responseHeaders),
    totalMs: totalOf(filters, policies.timeoutMs ?? named?.settings.timeouts.requestMs),
    ...hooksOf(filters),
  };
}

/** The conditions of a route. Ones that cannot be used were refused when the configuration was checked. */
export function conditionsOf({ matches }: RouteConfig): Candidate['conditions'] {
  return compileConditions(matchInput(matches)).conditions;
}

function handlerOf(
  settings: RouteConfig,
  named: ReturnType<RouteSurroundings['upstream']> | undefined,
  { platform, builtinParts }: RouteSurroundings,
): Handler {
  const page = builtins.find(({ name }) => name === settings.builtinHandler);
  if (page) return page.create(builtinParts);
  // A route of nothing but filters, such as a redirect: whatever they let through is not there.
  if (!named) return respondNothing;
  const forwarding = compileForwarding(settings, named.settings, named.upstream, platform);
  return proxy(forwarding, hostHeaderOf(named.settings));
}

function hostHeaderOf({ hostHeader }: UpstreamConfig): HostHeader {
  return hostHeader === 'preserve' || hostHeader === 'target' ? hostHeader : { fixed: hostHeader };
}

function serviceTypeOf({ serviceType, builtinHandler, apiSchema }: RouteConfig): 'web' | 'api' {
  if (serviceType !== undefined) return serviceType === 'web' || serviceType === 'static' ? 'web' : 'api';
  return builtinHandler !== undefined || apiSchema !== undefined ? 'api' : 'web';
}

function editsOf(policy: RouteConfig['policies']['requestHeaders']): HeaderEdits | undefined {
  const edits = compileHeaderEdits(policy);
  const { rename, set, add, remove } = edits;
  return rename.length + set.length + add.length + remove.length === 0 ? undefined : edits;
}

function totalOf(filters: readonly FilterHooks[], ownMs: number | undefined): number | undefined {
  return filters.reduce((total, { totalMs }) => totalMs ?? total, ownMs);
}
