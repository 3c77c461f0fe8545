import type { Transport } from '../platform/transport.ts';
import { mostSeries } from '../telemetry/metrics/registry.ts';
import type { Sample, Samples } from '../telemetry/metrics/samples.ts';
import type { BreakerState } from '../upstream/health/circuit-breaker.ts';
import type { ShadowCounts } from '../upstream/shadow/shadow-counts.ts';
import type { TargetView } from '../upstream/target-view.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { BuiltinParts } from './builtin.ts';

/** How the upstreams and their targets stand now. */
export function upstreamSamples({ upstreams, shadows, platform }: BuiltinParts): Samples {
  const all = upstreams().map((upstream) => ({ name: upstream.name, upstream, states: upstream.states() }));
  const each = <T>(read: (name: string, target: TargetView) => T[]): T[] =>
    all.flatMap(({ name, states }) => states.flatMap((target) => read(name, target)));
  const ofTargets = each((name, { breaker, name: target }) => breakerSample(name, target, breaker));
  const ofParts = all.flatMap(({ name, upstream }) =>
    upstream.breakers().flatMap(({ part, state }) => breakerSample(name, part, state)),
  );
  return {
    targets: all.flatMap(({ name, states }) => countsOf(name, states)),
    pools: bounded(
      all.flatMap(({ name, upstream }) => connectionSamples(name, upstream, platform.transport)),
      (a, b) => a + b,
    ),
    targetUp: bounded(
      each((name, { name: target, available }) => [{ labels: [name, target], value: available ? 1 : 0 }]),
      Math.min,
    ),
    targetLoad: bounded(
      each((name, { name: target, inFlight }) => [{ labels: [name, target], value: inFlight }]),
      (a, b) => a + b,
    ),
    breakers: bounded([...ofParts, ...ofTargets], Math.max),
    shadows: bounded(
      shadows().flatMap(({ route, shadow }) => shadowSamples(route, shadow.counts)),
      (a, b) => a + b,
    ),
  };
}

function countsOf(upstream: string, states: readonly TargetView[]): Sample[] {
  const available = states.filter((target) => target.available).length;
  return [
    { labels: [upstream, 'available'], value: available },
    { labels: [upstream, 'unavailable'], value: states.length - available },
  ];
}

/** Nothing of an upstream to which there was no connection yet. */
function connectionSamples(name: string, { targets }: Upstream, transport: Transport): Sample[] {
  const counts = targets.flatMap(({ address }) => transport.connections?.(address) ?? []);
  if (counts.length === 0) return [];
  return (['open', 'idle', 'waiting'] as const).map((state) => ({
    labels: [name, state],
    value: counts.reduce((sum, one) => sum + one[state], 0),
  }));
}

function breakerSample(upstream: string, part: string, state: BreakerState | undefined): Sample[] {
  return state === undefined ? [] : [{ labels: [upstream, part], value: breakerValues[state] }];
}

const breakerValues: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

function shadowSamples(route: string, counts: ShadowCounts): Sample[] {
  const { answered, timedOut, failed, skippedBusy, skippedUnavailable, skippedBody, skippedIncomplete } = counts;
  const results = {
    answered,
    'timed-out': timedOut,
    failed,
    'skipped-busy': skippedBusy,
    'skipped-unavailable': skippedUnavailable,
    'skipped-body': skippedBody,
    'skipped-incomplete': skippedIncomplete,
  };
  return Object.entries(results).map(([result, value]) => ({ labels: [route, result], value }));
}

/** Discovery may find any number of targets; those beyond the bound are told of together. */
function bounded(samples: readonly Sample[], together: (a: number, b: number) => number): readonly Sample[] {
  if (samples.length < mostSeries) return samples;
  const rest = samples.slice(mostSeries - 1);
  const labels = rest[0]!.labels.map(() => 'other');
  return [...samples.slice(0, mostSeries - 1), { labels, value: rest.map(({ value }) => value).reduce(together) }];
}
