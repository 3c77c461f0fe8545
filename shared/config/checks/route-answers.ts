import { findName } from '../scopes/find-name.ts';
import type { Scope, Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

/** Every route is answered by something, and by one thing only. */
export const routeAnswers: Check = (look) => {
  for (const scope of look.scopes) {
    scope.section.routes.forEach((route, index) => {
      checkRoute(look, scope, route, [...scope.path, 'routes', index]);
    });
  }
};

function checkRoute(look: Look, scope: Scope, route: Section['routes'][number], path: Path): void {
  const written = [
    { key: 'upstream', isThere: route.upstream !== undefined },
    { key: 'builtin-handler', isThere: route.builtinHandler !== undefined },
    { key: 'static-files', isThere: route.staticFiles !== undefined },
  ].filter(({ isThere }) => isThere);
  const [first, second] = written;
  if (first && second) {
    look.error([...path, second.key], `"${second.key}" cannot stand beside "${first.key}"`, 'make two routes of it');
  }
  const builtinOnly = route.builtinHandler !== undefined && route.retryPolicy;
  if (builtinOnly) look.error([...path, 'retry-policy'], '"retry-policy" has no effect without an upstream');
  const routed = route.inference?.modelRouting !== undefined || (route.fallback?.upstreams.length ?? 0) > 0;
  if (first || routed || look.dropped.size > 0 || answersByFilter(look, scope, route)) return;
  const hint = 'write upstream "...", or builtin-handler, or a redirect filter';
  look.error(path, `nothing answers the route "${route.id}"`, hint);
}

function answersByFilter({ scopes }: Look, scope: Scope, { filters }: Section['routes'][number]): boolean {
  return filters.some((name) => {
    const found = findName('filters', name, scope, scopes);
    return found.kind !== 'found' || found.thing.type === 'redirect';
  });
}
