import type { Target } from '../target.ts';
import { type Balancer, type BalancerParts, recalled } from './balancer.ts';
import { Lowest } from './lowest.ts';
import { PeakLatency } from './peak-latency.ts';

/** How latencies are remembered and compared. */
export interface LatencyRules {
  /** Under which the latencies of a target outlive a change of the targets. */
  readonly name: string;
  /** What is expected of a target that was not measured yet. */
  readonly initialMs: number;
  /** Time in which what was measured counts for 1/e of what it did. */
  readonly decayMs: number;
  /** What a failed try counts as at least: a target that fails fast must not look like a fast one. */
  readonly failureMs: number;
  /** The target with the lowest score is taken. */
  scoreOf(latencyMs: number, target: Target): number;
}

/** A balancer that takes the target with the lowest score, by how long each took to answer of late. */
export function byLatency(rules: LatencyRules, parts: BalancerParts): Balancer {
  const { name, initialMs, decayMs, failureMs } = rules;
  const { targets, clock } = parts;
  const latencies = targets.map((target) =>
    recalled(parts, `${name} ${target.name}`, () => new PeakLatency(initialMs, decayMs)),
  );
  let now = 0;
  const lowest = new Lowest((target) => rules.scoreOf(latencies[target.index]!.estimate(now), target));
  return {
    pick(candidates) {
      now = clock.monotonic();
      return lowest.pick(candidates);
    },
    learn(target, { ok, tookMs }) {
      if (ok === undefined) return;
      latencies[target.index]!.note(clock.monotonic(), ok ? tookMs : Math.max(tookMs, failureMs));
    },
  };
}
