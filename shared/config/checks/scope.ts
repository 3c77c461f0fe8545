import type { Config } from '../config.ts';

/** The lists that the whole, every namespace and every service have. */
export type Section = Pick<Config, 'listeners' | 'routes' | 'upstreams' | 'filters' | 'agents'>;

/** Kinds of things that others refer to by name. */
export type Kind = 'upstreams' | 'filters' | 'agents';

/** A part of the configuration with names of its own. */
export interface Scope {
  /** `` for the whole, `ns`, or `ns:service`. */
  readonly id: string;
  /** `` for the whole, else the namespace it is or belongs to. */
  readonly namespace: string;
  readonly path: readonly (string | number)[];
  readonly section: Section;
  readonly exports: Readonly<Record<Kind, readonly string[]>>;
}

const nothing: Readonly<Record<Kind, readonly string[]>> = { upstreams: [], filters: [], agents: [] };

/** All scopes, the whole first. */
export function scopesOf(config: Config): readonly Scope[] {
  const whole: Scope = { id: '', namespace: '', path: [], section: config, exports: nothing };
  const inner = config.namespaces.flatMap((namespace, at): Scope[] => {
    const path = ['namespaces', at];
    const { id, exports } = namespace;
    const services = namespace.services.map((service, index) => ({
      id: `${id}:${service.id}`,
      namespace: id,
      path: [...path, 'services', index],
      section: service,
      exports: nothing,
    }));
    return [{ id, namespace: id, path, section: namespace, exports }, ...services];
  });
  return [whole, ...inner];
}
