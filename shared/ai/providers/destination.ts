import type { Credentials } from './credentials.ts';
import type { Provider } from './provider.ts';

/** An upstream that serves models, as a route sees it. Made once per route and upstream. */
export interface Destination {
  readonly provider: Provider;
  /** `undefined`: the client's own go on, to a provider of the kind they are for. */
  readonly credentials: Credentials | undefined;
  /** Taken from the beginning of the path; nothing when the path does not begin so. */
  readonly stripPrefix: string | undefined;
  /** Put before the path. */
  readonly pathPrefix: string | undefined;
  /** What the upstream calls a model. */
  rename(model: string): string;
}

/** The path at a destination. */
export function pathAt({ stripPrefix, pathPrefix }: Destination, path: string): string {
  const rest = stripPrefix !== undefined && beginsWith(path, stripPrefix) ? path.slice(stripPrefix.length) : path;
  const whole = rest.startsWith('/') ? rest : `/${rest}`;
  return pathPrefix === undefined ? whole : pathPrefix + whole;
}

/** The path here for one at a destination, where a client asked for `asked`: the way back of {@link pathAt}, as far as there is one. */
export function pathHere({ stripPrefix, pathPrefix }: Destination, path: string, asked: string): string {
  const rest = pathPrefix !== undefined && beginsWith(path, pathPrefix) ? path.slice(pathPrefix.length) : path;
  const whole = rest.startsWith('/') ? rest : `/${rest}`;
  return stripPrefix !== undefined && beginsWith(asked, stripPrefix) ? stripPrefix + whole : whole;
}

/** `/ai` begins `/ai` and `/ai/x`, not `/aix`. */
function beginsWith(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}
