import type { Config } from '../config.ts';
import type { FilterConfig, RouteConfig, UpstreamConfig } from './compile-route.ts';

/** A part of the configuration with names of its own: everything, a namespace, or a service of one. */
export interface Scope {
  /** `` for the whole, `ns`, or `ns:service`. */
  readonly id: string;
  readonly parent: Scope | undefined;
  readonly routes: readonly RouteConfig[];
  readonly upstreams: ReadonlyMap<string, UpstreamConfig>;
  readonly filters: ReadonlyMap<string, FilterConfig>;
  readonly exports: { readonly upstreams: ReadonlySet<string>; readonly filters: ReadonlySet<string> };
  readonly listeners: readonly ListenerConfig[];
}

export type ListenerConfig = Config['listeners'][number];

/** Where something was found: the scope it belongs to, and the thing itself. */
export interface Located<T> {
  /** Its name as it goes into logs: qualified, unless it belongs to the whole. */
  readonly id: string;
  readonly thing: T;
}

/** All scopes of a configuration, the whole first. */
export function scopesOf(config: Config): readonly Scope[] {
  const whole = scope('', undefined, config, []);
  const rest = config.namespaces.flatMap((namespace) => {
    const outer = scope(namespace.id, whole, namespace, namespace.exports);
    return [outer, ...namespace.services.map((service) => scope(`${namespace.id}:${service.id}`, outer, service, []))];
  });
  return [whole, ...rest];
}

/**
 * Finds a name as it is seen from a scope: in the scope itself, then around it, then among what any namespace exports;
 * the whole comes last, or first when the name is used there. A name with a colon says where it is.
 */
export function locate<K extends 'upstreams' | 'filters'>(
  kind: K,
  name: string,
  from: Scope,
  scopes: readonly Scope[],
): Located<K extends 'upstreams' ? UpstreamConfig : FilterConfig> | undefined {
  const colon = name.lastIndexOf(':');
  const candidates =
    colon === -1
      ? [...around(from), ...scopes.filter((one) => isExported(one, kind, name)), scopes[0]!]
      : scopes.filter((one) => one.id === name.slice(0, colon));
  const bare = name.slice(colon + 1);
  const owner = candidates.find((one) => one[kind].has(bare));
  const thing = owner?.[kind].get(bare);
  if (!owner || !thing) return undefined;
  return { id: qualified(owner, bare), thing } as Located<K extends 'upstreams' ? UpstreamConfig : FilterConfig>;
}

/** A name as it goes into logs. */
export function qualified({ id }: Scope, name: string): string {
  return id === '' ? name : `${id}:${name}`;
}

/** The scope and the namespace around it, nearest first; the whole only when it is the scope itself. */
function around(from: Scope): Scope[] {
  const chain: Scope[] = [from];
  for (let one = from.parent; one?.parent; one = one.parent) chain.push(one);
  return chain;
}

function isExported({ exports }: Scope, kind: 'upstreams' | 'filters', name: string): boolean {
  return exports[kind].has(name);
}

type Section = Pick<Config, 'routes' | 'upstreams' | 'filters' | 'listeners'>;
type Exports = { readonly upstreams: readonly string[]; readonly filters: readonly string[] } | readonly never[];

function scope(id: string, parent: Scope | undefined, section: Section, exported: Exports): Scope {
  const { upstreams = [], filters = [] } = 'upstreams' in exported ? exported : {};
  return {
    id,
    parent,
    routes: section.routes.filter(({ enabled }) => enabled),
    upstreams: new Map(section.upstreams.map((one) => [one.id, one])),
    filters: new Map(section.filters.map((one) => [one.id, one])),
    exports: { upstreams: new Set(upstreams), filters: new Set(filters) },
    listeners: section.listeners,
  };
}
