import type { DiscoveryView } from '../upstream/discovery/discovered-target.ts';
import type { CheckVerdict } from '../upstream/health/target-check.ts';
import { shadowView } from '../upstream/shadow/shadow-view.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { requireAdmin } from './admin-access.ts';
import type { BuiltinDefinition } from './builtin.ts';
import { jsonReply } from './json-reply.ts';

/** Every upstream with what is known of its targets now. */
export const upstreams: BuiltinDefinition = {
  name: 'upstreams',
  about: 'Shows every upstream and the state of its targets. Needs the admin token or a loopback listener.',
  create({ platform, admin, upstreams: all, shadows }) {
    return {
      name: 'upstreams',
      answer(exchange) {
        requireAdmin(exchange, admin);
        const shown = all().map(viewOf);
        const targets = shown.flatMap((upstream) => upstream.targets);
        return jsonReply(200, {
          timestamp: new Date(platform.clock.now()).toISOString(),
          request_id: exchange.trace.id,
          summary: {
            total_upstreams: shown.length,
            total_targets: targets.length,
            healthy: targets.filter((target) => target.status === 'healthy').length,
            unhealthy: targets.filter((target) => target.status === 'unhealthy').length,
          },
          upstreams: shown,
          shadows: shadows().map(shadowView),
        });
      },
    };
  },
};

function viewOf(upstream: Upstream) {
  return {
    id: upstream.name,
    load_balancing: upstream.algorithm,
    discovery: upstream.discovery === undefined ? null : discoveryOf(upstream.discovery),
    circuit_breakers: upstream.breakers().map(({ part, state }) => ({ for: part, state })),
    targets: upstream.states().map((target) => ({
      address: target.name,
      weight: target.weight,
      status: target.available ? ('healthy' as const) : ('unhealthy' as const),
      in_flight: target.inFlight,
      consecutive_failures: target.consecutiveFailures,
      failure_rate: target.failureRate,
      ejected_until: target.ejectedUntil === undefined ? null : new Date(target.ejectedUntil).toISOString(),
      check: target.check === undefined ? null : checkOf(target.check),
      circuit_breaker: target.breaker ?? null,
      share: target.share,
    })),
  };
}

function discoveryOf({ type, state, answeredAt, reason }: DiscoveryView) {
  const answered = answeredAt === undefined ? null : new Date(answeredAt).toISOString();
  return { type, state, answered_at: answered, reason: reason ?? null };
}

function checkOf({ healthy, degraded, reason }: CheckVerdict) {
  const state = degraded ? ('degraded' as const) : ('healthy' as const);
  return { state: healthy ? state : ('unhealthy' as const), reason };
}
