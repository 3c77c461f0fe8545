import { qualified } from '../scopes/scope.ts';
import type { Look } from './look.ts';

/** Every route that is there, as logs and virtual keys name it. */
export function declaredRoutes({ scopes }: Look): ReadonlySet<string> {
  return new Set(scopes.flatMap((scope) => scope.section.routes.map(({ id }) => qualified(scope, id))));
}
