import type { BalancerDefinition } from './balancer.ts';
import { byLatency, type LatencyRules } from './by-latency.ts';

/**
 * The target that answered fastest of late, however many requests it has. The handler says what counts as the answer: on
 * AI routes the first token. What was long ago fades, so that a target once slow is asked again.
 */
export const leastLatency: BalancerDefinition = {
  name: 'least-latency',
  aliases: ['least_latency', 'leastlatency'],
  about: 'Takes the target whose answers begin soonest of late; on AI routes, whose first token comes soonest.',
  create: (_options, parts) => byLatency(rules, parts),
};

const rules: LatencyRules = {
  name: 'least-latency',
  // Less than any answer takes: what was not measured yet goes first.
  initialMs: 1,
  decayMs: 30_000,
  failureMs: 10_000,
  scoreOf: (latencyMs) => latencyMs,
};
