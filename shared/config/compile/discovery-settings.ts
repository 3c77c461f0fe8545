import type { Job } from '../../platform/job.ts';
import type { Platform } from '../../platform/platform.ts';
import type { HealthObserver } from '../../upstream/health/health-change.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';

/** Where the targets of an upstream are learned from. */
export type DiscoverySettings = NonNullable<Config['upstreams'][number]['discovery']>;

/** Discovery from somewhere that is asked. */
export type AskedDiscovery = Exclude<DiscoverySettings, { type: 'static' }>;

/** Makes the work that keeps the targets of an upstream as their source says. */
export type DiscoveryFactory = (
  settings: AskedDiscovery,
  upstream: Upstream,
  surroundings: DiscoverySurroundings,
) => Job;

/** What such work is made with. */
export interface DiscoverySurroundings {
  readonly platform: Platform;
  readonly readText: (path: string) => string;
  readonly onHealthChange: HealthObserver | undefined;
}

/** The targets that a discovery names by itself. */
export function fixedTargets(settings: DiscoverySettings | undefined): Config['upstreams'][number]['targets'] {
  return settings?.type === 'static'
    ? settings.targets.map((address) => ({ address, weight: 1, zone: undefined }))
    : [];
}

/** The same for settings that ask the same source for the same, however often and for however long. */
export function sourceName(settings: AskedDiscovery): string {
  return JSON.stringify(settings, (key, value: unknown) => (ways.has(key) ? undefined : value));
}

const ways: ReadonlySet<string> = new Set([
  ...['timeoutMs', 'keepForMs', 'emptyAnswer', 'maxTargets', 'refreshIntervalMs', 'waitMs', 'watchMs'],
]);
