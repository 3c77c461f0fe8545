import type { Crowd } from '../../engine/plan-use.ts';
import type { BuiltinParts } from '../../handlers/builtin.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RouteShadow } from '../../upstream/shadow/shadow-view.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';
import { redact } from '../redact.ts';
import type { ProcessFacts } from './compile.ts';
import type { PlanCache } from './compile-cache.ts';
import type { PlanKeys } from './compile-keys.ts';
import { compilePurges } from './compile-purges.ts';
import { isLoopback, type PlannedListener } from './listeners-of.ts';
import type { PlanMetrics } from './plan-metrics.ts';
import { planSamples } from './plan-samples.ts';

/** The parts of a plan that its builtin pages show and act on. */
export interface ShownParts {
  readonly platform: Platform;
  readonly process: ProcessFacts;
  readonly crowd: Crowd;
  readonly listeners: readonly PlannedListener[];
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** Grows while routes are compiled. */
  readonly shadows: readonly RouteShadow[];
  readonly keys: PlanKeys | undefined;
  readonly cache: PlanCache | undefined;
  readonly metrics: PlanMetrics | undefined;
}

/** What the builtin pages of a plan are made with. */
export function builtinPartsOf(config: Config, shown: ShownParts): BuiltinParts {
  const { platform, crowd, listeners, upstreams, shadows, keys, cache, metrics } = shown;
  const loopback = listeners.filter(({ settings }) => isLoopback(settings.address));
  const parts: BuiltinParts = {
    ...shown.process,
    platform,
    admin: { token: config.system.adminToken, loopbackListeners: new Set(loopback.map(({ id }) => id)) },
    keys: keys?.office,
    cache: cache?.cache,
    purges: cache && compilePurges(config, platform, cache.cache),
    upstreams: () => [...upstreams.values()],
    shadows: () => shadows,
    config: () => redact(config),
    samples: metrics && (() => planSamples(metrics, parts, crowd)),
  };
  return parts;
}
