import type { Address } from '../../shared/platform/transport.ts';
import { balancers } from '../../shared/upstream/balancers/index.ts';
import type { DiscoveredTarget } from '../../shared/upstream/discovery/discovered-target.ts';
import type { HealthChange } from '../../shared/upstream/health/health-change.ts';
import { Stopping } from '../../shared/upstream/health/probe.ts';
import type { Target } from '../../shared/upstream/target.ts';
import { Upstream, type UpstreamOptions } from '../../shared/upstream/upstream.ts';
import { FakeTime } from './fake-time.ts';
import { SeededRandom } from './seeded-random.ts';

/** An upstream whose targets are found, with what it tells. */
export interface FoundUpstream {
  readonly upstream: Upstream;
  readonly time: FakeTime;
  readonly changes: HealthChange[];
  /** Names of the targets it let go of. */
  readonly letGo: string[];
}

/** An upstream without targets of its own, unless `options` has some. */
export function foundUpstream(
  options: Partial<UpstreamOptions> = {},
  algorithm = 'round-robin',
  time = new FakeTime(),
): FoundUpstream {
  const changes: HealthChange[] = [];
  const letGo: string[] = [];
  const balancer = balancers.find(({ name }) => name === algorithm)!;
  const upstream = new Upstream(
    {
      ...{ name: 'app', targets: [], balancer, balancerOptions: {}, passiveHealth: undefined },
      onChange: (change) => changes.push(change),
      letGo: ({ name }: Target) => letGo.push(name),
      discovery: { source: 'test', address: addressOf },
      ...options,
    },
    { clock: time, random: new SeededRandom(1) },
  );
  return { upstream, time, changes, letGo };
}

/** How tests reach what they found. */
export function addressOf({ host, port }: DiscoveredTarget): Address {
  const pool = { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined };
  return { host, port, tls: undefined, pool };
}

/** Found targets by their hosts, at port 80. */
export function found(...hosts: readonly string[]): readonly DiscoveredTarget[] {
  return hosts.map((host) => ({ host, port: 80, weight: 1 }));
}

/** The names of an upstream's targets. */
export function namesOf({ targets }: Upstream): readonly string[] {
  return targets.map(({ name }) => name);
}

/** A look at a source that keeps what it is told, in the short form `host:port weight zone`. */
export function notedRound() {
  const told: string[][] = [];
  const noted = { unchanged: 0 };
  return {
    told,
    noted,
    stopping: new Stopping(),
    tell: (targets: readonly DiscoveredTarget[]) => {
      told.push(targets.map(({ host, port, weight, zone }) => `${host}:${port} ${weight} ${zone ?? '-'}`));
    },
    unchanged: () => {
      noted.unchanged += 1;
    },
  };
}

/** Lets promises go on that wait for nothing but each other. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 30; i += 1) await Promise.resolve();
}
