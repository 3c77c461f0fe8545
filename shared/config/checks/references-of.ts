import type { Kind, Section } from '../scopes/scope.ts';
import type { Path } from './look.ts';

/** A name that stands for something elsewhere. */
export interface Reference {
  readonly kind: Kind;
  readonly name: string;
  readonly path: Path;
}

/** All names in a part of the configuration that refer to upstreams, filters and agents. */
export function referencesOf(section: Section, path: Path): readonly Reference[] {
  const fromRoutes = section.routes.flatMap((route, index) => ofRoute(route, [...path, 'routes', index]));
  const fromFilters = section.filters.flatMap((filter, index) => ofFilter(filter, [...path, 'filters', index]));
  return [...fromRoutes, ...fromFilters];
}

function ofFilter(filter: Section['filters'][number], path: Path): readonly Reference[] {
  if (filter.type === 'agent') return [{ kind: 'agents', name: filter.agent, path: [...path, 'agent'] }];
  if (filter.type === 'forward-auth')
    return [{ kind: 'upstreams', name: filter.upstream, path: [...path, 'upstream'] }];
  if (filter.type !== 'traffic-split') return [];
  return filter.splits.map(({ upstream }, index) => ({
    ...{ kind: 'upstreams' as const, name: upstream },
    path: [...path, 'splits', index, 'upstream'],
  }));
}

function ofRoute(route: Section['routes'][number], path: Path): readonly Reference[] {
  const { shadow, fallback, inference } = route;
  const found: Reference[] = [];
  const add = (kind: Kind, name: string | undefined, ...steps: Path) => {
    if (name !== undefined) found.push({ kind, name, path: [...path, ...steps] });
  };
  add('upstreams', route.upstream, 'upstream');
  route.filters.forEach((name, index) => {
    add('filters', name, 'filters', index);
  });
  add('upstreams', shadow?.upstream, 'shadow', 'upstream');
  fallback?.upstreams.forEach(({ id }, index) => {
    add('upstreams', id, 'fallback', 'upstreams', index, 'id');
  });
  const models = inference?.modelRouting;
  add('upstreams', models?.defaultUpstream, 'inference', 'model-routing', 'default-upstream');
  models?.models.forEach(({ upstream }, index) => {
    add('upstreams', upstream, 'inference', 'model-routing', 'models', index, 'upstream');
  });
  const guards = inference?.guardrails;
  add('agents', guards?.promptInjection?.agent, 'inference', 'guardrails', 'prompt-injection', 'agent');
  add('agents', guards?.piiDetection?.agent, 'inference', 'guardrails', 'pii-detection', 'agent');
  add('agents', guards?.moderation?.agent, 'inference', 'guardrails', 'moderation', 'agent');
  return found;
}
