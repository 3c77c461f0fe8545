import type { Shadow } from './shadow.ts';

/** A route whose requests are copied, with the id it goes by in logs. */
export interface RouteShadow {
  readonly route: string;
  readonly shadow: Shadow;
}

/** What the `upstreams` page shows of the copies of a route's requests. */
export function shadowView({ route, shadow }: RouteShadow): Readonly<Record<string, unknown>> {
  const { counts } = shadow;
  return {
    route_id: route,
    upstream: shadow.leg.upstream.name,
    in_flight: shadow.inFlight,
    breaker: shadow.breaker,
    sent: counts.sent,
    answered: counts.answered,
    timed_out: counts.timedOut,
    failed: counts.failed,
    skipped_busy: counts.skippedBusy,
    skipped_unavailable: counts.skippedUnavailable,
    skipped_body: counts.skippedBody,
    skipped_incomplete: counts.skippedIncomplete,
  };
}
