import type { Crowd } from '../../engine/plan-use.ts';
import type { BuiltinParts } from '../../handlers/builtin.ts';
import { processSamples } from '../../handlers/process-samples.ts';
import { upstreamSamples } from '../../handlers/upstream-samples.ts';
import { joined, type Samples } from '../../telemetry/metrics/samples.ts';
import type { PlanMetrics } from './plan-metrics.ts';

/** Everything a process tells in numbers: what was counted, and how things stand now. */
export function planSamples(metrics: PlanMetrics, parts: BuiltinParts, { underWay }: Crowd): Samples {
  return joined([
    processSamples(parts),
    { inFlight: [{ labels: [], value: underWay }] },
    upstreamSamples(parts),
    metrics.samples(),
  ]);
}
