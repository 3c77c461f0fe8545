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
  if (first?.key === 'static-files' && !second && route.inference !== undefined)
    look.error([...path, 'inference'], '"inference" has no effect beside "static-files"', 'make two routes of it');
  const routed = route.inference?.modelRouting !== undefined;
  if (route.upstream === undefined && !routed) refuseUpstreamSettings(look, route, path);
  if (route.serviceType === 'builtin' && route.builtinHandler === undefined)
    look.error([...path, 'service-type'], 'service-type "builtin" needs "builtin-handler" beside it');
  if (route.serviceType === 'static' && route.staticFiles === undefined)
    look.error([...path, 'service-type'], 'service-type "static" needs "static-files" beside it');
  if (first || routed || look.dropped.size > 0 || answersByFilter(look, scope, route)) return;
  const hint = 'write upstream "...", or static-files, or builtin-handler, or a redirect filter';
  look.error(path, `nothing answers the route "${route.id}"`, hint);
}

/** Where Sentinel answers by itself, nothing is sent to anybody else. */
function refuseUpstreamSettings(look: Look, route: Section['routes'][number], path: Path): void {
  const { retryPolicy, websocket, policies } = route;
  const refuse = (...steps: readonly string[]): void => {
    look.error([...path, ...steps], `"${steps.at(-1)}" has no effect without an upstream`);
  };
  if (retryPolicy) refuse('retry-policy');
  if (websocket) refuse('websocket');
  if (Object.values(policies.requestHeaders).some(({ length }) => length > 0)) refuse('policies', 'request-headers');
}

function answersByFilter({ scopes }: Look, scope: Scope, { filters }: Section['routes'][number]): boolean {
  return filters.some((name) => {
    const found = findName('filters', name, scope, scopes);
    return found.kind !== 'found' || found.thing.type === 'redirect';
  });
}
