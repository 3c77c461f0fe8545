import type { Config } from '../../../shared/config/config.ts';
import { scopesOf } from '../../../shared/config/scopes/scope.ts';
import type { FileBindings } from './worker-files.ts';

/** Throws where a configuration serves files and the Worker is not bound to what it needs for them. */
export function mustHaveFiles(config: Config, { SENTINEL_ASSETS, SENTINEL_BUCKET }: FileBindings): void {
  const routes = scopesOf(config).flatMap(({ section }) => section.routes);
  const sites = routes.flatMap(({ staticFiles }) => (staticFiles ? [staticFiles] : []));
  if (sites.length === 0 || SENTINEL_BUCKET) return;
  if (!SENTINEL_ASSETS) throw new Error('"static-files" needs the binding SENTINEL_ASSETS or SENTINEL_BUCKET');
  // Assets do not tell what there is.
  if (sites.some((site) => site.directoryListing))
    throw new Error('"directory-listing" needs the binding SENTINEL_BUCKET');
}
