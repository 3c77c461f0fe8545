import type { Platform } from '../../platform/platform.ts';
import type { Fallback } from '../../upstream/fallback/fallback.ts';
import type { Forwarding } from '../../upstream/forwarding.ts';
import { Shadow } from '../../upstream/shadow/shadow.ts';
import type { RouteShadow } from '../../upstream/shadow/shadow-view.ts';
import type { Config } from '../config.ts';
import { compileLeg, type NamedUpstream } from './compile-leg.ts';

type RouteConfig = Config['routes'][number];

/** What making the ways of a route needs beside its settings. */
export interface ForwardingSurroundings {
  readonly platform: Platform;
  upstream(name: string): NamedUpstream;
  /** Told of a route whose requests are copied. */
  readonly addShadow: (shadow: RouteShadow) => void;
}

/** Where a route of this id sends requests: to its upstream first, and where else it says. */
export function compileForwarding(
  id: string,
  route: RouteConfig,
  named: NamedUpstream,
  surroundings: ForwardingSurroundings,
): Forwarding {
  const first = compileLeg(named, route.retryPolicy, surroundings.platform);
  const { retry } = first;
  const shadow = shadowOf(route, surroundings);
  if (shadow) surroundings.addShadow({ route: id, shadow });
  const kept = retry.maxAttempts > 1 ? retry.maxReplayBytes : undefined;
  return {
    first,
    fallback: fallbackOf(route, surroundings),
    shadow,
    maxReplayBytes: route.fallback ? Math.max(kept ?? 0, route.fallback.maxReplayBytes) : kept,
  };
}

/** The other upstreams of a route, and what makes it turn to them. */
export function fallbackOf(
  route: RouteConfig,
  { platform, upstream }: Pick<ForwardingSurroundings, 'platform' | 'upstream'>,
): Fallback | undefined {
  const { fallback, retryPolicy } = route;
  if (!fallback) return undefined;
  const { triggers, maxAttempts, retryNonIdempotent, reveal, upstreams } = fallback;
  return {
    legs: upstreams.map(({ id, skipIfUnhealthy }) => ({
      leg: compileLeg(upstream(id), retryPolicy, platform),
      skipIfUnhealthy,
    })),
    triggers: { ...triggers, onErrorCodes: new Set(triggers.onErrorCodes) },
    maxUpstreams: maxAttempts,
    retryNonIdempotent: retryNonIdempotent ?? false,
    reveal,
  };
}

function shadowOf({ shadow }: RouteConfig, { platform, upstream }: ForwardingSurroundings): Shadow | undefined {
  if (!shadow) return undefined;
  const { sampleHeader, methods, ...bounds } = shadow;
  return new Shadow(compileLeg(upstream(shadow.upstream), undefined, platform), {
    ...bounds,
    sampleHeader: sampleHeader && { name: sampleHeader.name.toLowerCase(), value: sampleHeader.value },
    methods: new Set(methods),
  });
}
