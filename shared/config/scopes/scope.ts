import type { Config } from '../config.ts';

/** The lists that the whole, every namespace and every service have. */
export type Section = Pick<Config, 'listeners' | 'routes' | 'upstreams' | 'filters' | 'agents'>;

/** Kinds of things that others refer to by name. */
export type Kind = 'upstreams' | 'filters' | 'agents';

/** One listener as it is configured. */
export type ListenerConfig = Section['listeners'][number];

/** A part of the configuration with names of its own: everything, a namespace, or a service of one. */
export interface Scope {
  /** `` for the whole, `ns`, or `ns:service`. */
  readonly id: string;
  /** `` for the whole, else the namespace it is or belongs to. */
  readonly namespace: string;
  /** Steps from the root of the configuration. */
  readonly path: readonly (string | number)[];
  readonly section: Section;
  /** What it bounds for itself; of the whole there is always something. */
  readonly limits: ScopeLimits | undefined;
  readonly exports: Readonly<Record<Kind, readonly string[]>>;
  /** What it has, by name. */
  readonly names: { readonly [K in Kind]: ReadonlyMap<string, Section[K][number]> };
}

/** What any part of the configuration may bound for its own routes. */
export interface ScopeLimits {
  readonly maxRequestsPerSecondGlobal?: number | undefined;
  readonly maxRequestsPerSecondPerClient?: number | undefined;
  readonly maxRequestsPerSecondPerRoute?: number | undefined;
  readonly maxBodySizeBytes?: number | undefined;
}

/** All scopes of a configuration, the whole first. */
export function scopesOf(config: Config): readonly Scope[] {
  const whole = scope({ id: '', namespace: '', path: [], section: config, limits: config.limits, exports: nothing });
  const inner = config.namespaces.flatMap((namespace, at): Scope[] => {
    const { id, exports } = namespace;
    const path = ['namespaces', at];
    const services = namespace.services.map((service, index) =>
      scope({
        id: `${id}:${service.id}`,
        namespace: id,
        path: [...path, 'services', index],
        section: service,
        limits: service.limits,
        exports: nothing,
      }),
    );
    return [scope({ id, namespace: id, path, section: namespace, limits: namespace.limits, exports }), ...services];
  });
  return [whole, ...inner];
}

/** A name as it goes into logs: with its scope, unless that is the whole. */
export function qualified({ id }: Pick<Scope, 'id'>, name: string): string {
  return id === '' ? name : `${id}:${name}`;
}

/** The routes of a scope that are switched on. */
export function routesIn({ section }: Scope): Section['routes'] {
  return section.routes.filter(({ enabled }) => enabled);
}

/** The scopes whose routes a listener of `id` serves: the whole alone, or a namespace with its services. */
export function servedBy(id: string, scopes: readonly Scope[]): readonly Scope[] {
  return scopes.filter((one) => one.id === id || (id !== '' && one.namespace === id));
}

const nothing: Scope['exports'] = { upstreams: [], filters: [], agents: [] };

function scope(parts: Omit<Scope, 'names'>): Scope {
  const { upstreams, filters, agents } = parts.section;
  return { ...parts, names: { upstreams: byId(upstreams), filters: byId(filters), agents: byId(agents) } };
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [one.id, one]));
}
