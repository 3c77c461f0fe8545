import { type BalancerDefinition, recalled } from './balancer.ts';
import { Lowest } from './lowest.ts';
import { PeakLatency } from './peak-latency.ts';

/**
 * The target that answered fastest of late, however many requests it has. The handler says what counts as the answer: on
 * AI routes the first token. What was long ago fades, so that a target once slow is asked again.
 */
export const leastLatency: BalancerDefinition = {
  name: 'least-latency',
  aliases: ['least_latency', 'leastlatency'],
  about: 'Takes the target whose answers begin soonest of late; on AI routes, whose first token comes soonest.',
  create(_options, parts) {
    const { targets, clock } = parts;
    const latencies = targets.map(({ name }) =>
      recalled(parts, `least-latency ${name}`, () => new PeakLatency(unmeasuredMs, decayMs)),
    );
    let now = 0;
    const lowest = new Lowest(({ index }) => latencies[index]!.estimate(now));
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

/** Less than any answer takes: what was not measured yet goes first. */
const unmeasuredMs = 1;
const decayMs = 30_000;
const failureMs = 10_000;
