import type { Config } from '../config.ts';
import { qualified, type Scope, scopesOf } from './scope.ts';

/** Every route that there is, as logs and virtual keys name it. */
export function routeNames(config: Config, scopes: readonly Scope[] = scopesOf(config)): ReadonlySet<string> {
  return new Set(scopes.flatMap((scope) => scope.section.routes.map(({ id }) => qualified(scope, id))));
}
