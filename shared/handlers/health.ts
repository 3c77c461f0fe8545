import type { Upstream } from '../upstream/upstream.ts';
import type { BuiltinDefinition } from './builtin.ts';
import { jsonReply } from './json-reply.ts';

/**
 * Whether the proxy takes traffic: 200, or 503 while it drains. For load balancers and orchestrators, who must not take
 * a proxy out because of what is behind it: how the upstreams are is said, in numbers alone, and decides nothing.
 */
export const health: BuiltinDefinition = {
  name: 'health',
  about: 'Answers 200 while the proxy takes traffic and 503 while it drains.',
  create({ platform, isDraining, upstreams }) {
    return {
      name: 'health',
      answer() {
        const timestamp = new Date(platform.clock.now()).toISOString();
        const shown = { timestamp, upstreams: countsOf(upstreams()) };
        return isDraining()
          ? jsonReply(503, { status: 'draining', ...shown })
          : jsonReply(200, { status: 'healthy', ...shown });
      },
    };
  },
};

/** Upstreams all of whose targets are used, those that lack some, and those that have none left. */
function countsOf(upstreams: readonly Upstream[]) {
  const counts = { healthy: 0, degraded: 0, unavailable: 0 };
  for (const upstream of upstreams) {
    const states = upstream.states();
    const used = states.filter(({ available }) => available).length;
    if (used === states.length) counts.healthy += 1;
    else if (used > 0) counts.degraded += 1;
    else counts.unavailable += 1;
  }
  return counts;
}
