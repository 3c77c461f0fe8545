import type { BalancerDefinition } from './balancer.ts';
import type { PeakEwmaOptions } from './balancer-options.ts';
import { byLatency } from './by-latency.ts';

/** The target that will likely answer first. */
export const peakEwma: BalancerDefinition<PeakEwmaOptions> = {
  name: 'peak-ewma',
  aliases: ['peak_ewma', 'peakewma', 'ewma'],
  about: 'Takes the target with the lowest recent latency, peaks counted fully, times the requests under way.',
  create({ decayMs = 10_000, initialMs = 1, loadPenalty = 1.5 }, parts) {
    const scoreOf = (latencyMs: number, { inFlight }: { readonly inFlight: number }): number =>
      latencyMs * (1 + inFlight * loadPenalty);
    return byLatency({ name: 'peak-ewma', initialMs, decayMs, failureMs: 1000, scoreOf }, parts);
  },
};
