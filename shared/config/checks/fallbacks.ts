import { findName, idOf } from '../scopes/find-name.ts';
import type { Scope, Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

type RouteSettings = Section['routes'][number];

/** A fallback has somewhere to go, a reason to go there, and comes to no upstream twice. */
export const fallbacks: Check = (look) => {
  for (const scope of look.scopes) {
    scope.section.routes.forEach((route, index) => {
      if (route.fallback) checkRoute(look, scope, route, [...scope.path, 'routes', index, 'fallback']);
    });
  }
};

function checkRoute(look: Look, scope: Scope, { upstream, fallback, inference }: RouteSettings, path: Path): void {
  const { upstreams, triggers } = fallback!;
  if (upstream === undefined && !inference)
    look.error(path, '"fallback" has no effect without an upstream of the route');
  if (upstreams.length === 0) {
    look.error(path, 'no other upstream is named', 'write fallback-upstream "..." for each');
    return;
  }
  const { onHealthFailure, onConnectionError, onErrorCodes, onLatencyThresholdMs, onBudgetExhausted } = triggers;
  const ofModels = inference !== undefined && (onBudgetExhausted || triggers.onBrokenAnswer !== false);
  const isTriggered = onHealthFailure || onConnectionError || onErrorCodes.length > 0 || ofModels;
  if (!isTriggered && onLatencyThresholdMs === undefined)
    look.error([...path, 'triggers'], 'nothing makes the next upstream be tried', 'leave one trigger on');
  const seen = new Set([idIn(look, scope, upstream)]);
  upstreams.forEach(({ id }, index) => {
    const found = idIn(look, scope, id);
    if (found !== undefined && seen.has(found)) {
      const what = found === idIn(look, scope, upstream) ? 'is the upstream of the route itself' : 'is named twice';
      look.error([...path, 'upstreams', index, 'id'], `"${id}" ${what}`);
    }
    seen.add(found);
  });
}

/** The id of the upstream a name stands for; `undefined` when there is none, which is told elsewhere. */
export function idIn(look: Look, scope: Scope, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const found = findName('upstreams', name, scope, look.scopes);
  return found.kind === 'found' ? idOf(found) : undefined;
}
