import { type BalancerDefinition, recalled } from './balancer.ts';
import type { PeakEwmaOptions } from './balancer-options.ts';
import { Lowest } from './lowest.ts';
import { PeakLatency } from './peak-latency.ts';

/** The target that will likely answer first. */
export const peakEwma: BalancerDefinition<PeakEwmaOptions> = {
  name: 'peak-ewma',
  aliases: ['peak_ewma', 'peakewma', 'ewma'],
  about: 'Takes the target with the lowest recent latency, peaks counted fully, times the requests under way.',
  create({ decayMs = 10_000, initialMs = 1, loadPenalty = 1.5 }, parts) {
    const { targets, clock } = parts;
    const latencies = targets.map(({ name }) =>
      recalled(parts, `peak-ewma ${name}`, () => new PeakLatency(initialMs, decayMs)),
    );
    let now = 0;
    const lowest = new Lowest(({ index, inFlight }) => latencies[index]!.estimate(now) * (1 + inFlight * loadPenalty));
    return {
      pick(candidates) {
        now = clock.monotonic();
        return lowest.pick(candidates);
      },
      learn(target, { ok, tookMs }) {
        if (ok === undefined) return;
        // A target that fails fast must not look like a fast one.
        latencies[target.index]!.note(clock.monotonic(), ok ? tookMs : Math.max(tookMs, failureMs));
      },
    };
  },
};

const failureMs = 1000;
