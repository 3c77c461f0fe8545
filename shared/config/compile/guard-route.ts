import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';

/** An upstream that a route sends to, with its settings. */
export interface GuardedUpstream {
  readonly upstream: Upstream;
  readonly settings: Pick<Config['upstreams'][number], 'circuitBreaker'>;
}

/** Puts the requests of a route behind the breakers it asks for: one of its own, and one that its scope shares. */
export function guardRoute(
  route: { readonly id: string; readonly scope: string },
  { circuitBreaker }: Pick<Config['routes'][number], 'circuitBreaker'>,
  { upstream, settings }: GuardedUpstream,
): void {
  const { id, scope } = route;
  if (circuitBreaker) upstream.guard(id, `route ${id}`, circuitBreaker);
  const shared = settings.circuitBreaker;
  if (shared?.per === 'upstream') upstream.guard(id, 'all routes', shared);
  if (shared?.per === 'scope') upstream.guard(id, scope === '' ? 'the root' : `scope ${scope}`, shared);
}
