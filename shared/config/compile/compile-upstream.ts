import { Fault } from '../../errors/fault.ts';
import { splitHostPort } from '../../http/host-port.ts';
import type { Job } from '../../platform/job.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Address, Http2Use, PoolLimits, UpstreamTls } from '../../platform/transport.ts';
import type { EjectionObserver } from '../../upstream/ejection.ts';
import type { HealthObserver } from '../../upstream/health/health-change.ts';
import type { ProbePlaces } from '../../upstream/health/probe-places.ts';
import type { WarmthOptions } from '../../upstream/health/warmth.ts';
import { Upstream } from '../../upstream/upstream.ts';
import { whyNot } from '../capabilities.ts';
import type { Config } from '../config.ts';
import { type BalancerSurroundings, compileBalancer } from './compile-balancer.ts';
import { compileHealthCheck } from './compile-health-check.ts';
import { compileTls } from './compile-tls.ts';
import { type AskedDiscovery, type DiscoveryFactory, fixedTargets, sourceName } from './discovery-settings.ts';

type UpstreamConfig = Config['upstreams'][number];

/** What making an upstream needs beside its settings. */
export interface UpstreamSurroundings extends BalancerSurroundings {
  readonly platform: Platform;
  /** The text of a file; only asked where the runtime has files. */
  readonly readText: (path: string) => string;
  readonly onEjected?: EjectionObserver | undefined;
  /** Told of each change of a target, for the log. */
  readonly onHealthChange: HealthObserver | undefined;
  /** Bounds the checks that are under way at once. */
  readonly probePlaces: ProbePlaces;
  /** Makes the work that learns targets from elsewhere; absent where nothing goes on between requests. */
  readonly discover: DiscoveryFactory | undefined;
  /** Takes the work that goes on beside the requests for as long as the plan is in force. */
  readonly addJob: (job: Job) => void;
}

/** Makes an upstream ready under the name it goes by in logs. */
export function compileUpstream(name: string, settings: UpstreamConfig, surroundings: UpstreamSurroundings): Upstream {
  const { balancer, options } = compileBalancer(settings.loadBalancing, surroundings);
  const { passiveHealth, connectionPool, healthCheck, circuitBreaker } = settings;
  const { platform } = surroundings;
  const shared = {
    tls: settings.tls && compileTls(settings.tls, surroundings.readText),
    pool: connectionPool satisfies PoolLimits,
    http2: http2Of(settings),
  };
  const targets = [...settings.targets, ...fixedTargets(settings.discovery)]
    .filter(({ weight }) => weight > 0)
    .map(({ address, weight, zone }) => ({
      name: address,
      address: { ...placeOf(address), ...shared } satisfies Address,
      weight,
      zone,
    }));
  const asked = settings.discovery?.type === 'static' ? undefined : settings.discovery;
  const upstream = new Upstream(
    {
      name,
      targets,
      balancer,
      balancerOptions: options,
      passiveHealth: passiveHealth.enabled ? passiveHealth : undefined,
      failureStatuses: new Set(passiveHealth.failureStatuses),
      checks: healthCheck && { ...healthCheck, warmth: warmthOf(healthCheck) },
      breaker: circuitBreaker?.per === 'target' ? circuitBreaker : undefined,
      slowStartMs: settings.slowStartMs ?? 0,
      onEjected: surroundings.onEjected,
      onChange: surroundings.onHealthChange,
      discovery: asked && {
        source: sourceName(asked),
        address: ({ host, port, serverName }) => ({ host, port, ...shared, tls: tlsFor(shared.tls, serverName) }),
      },
      drain: whyNot('target-draining', platform.runtime)
        ? undefined
        : { timeoutMs: settings.drainTimeoutMs, timers: platform.timers },
      letGo: ({ address }) => platform.transport.letGo?.(address),
    },
    platform,
  );
  if (healthCheck && (targets.length > 0 || asked))
    surroundings.addJob(compileHealthCheck(healthCheck, upstream, { platform, places: surroundings.probePlaces }));
  if (asked) surroundings.addJob(discovery(asked, upstream, surroundings));
  return upstream;
}

function warmthOf(settings: NonNullable<UpstreamConfig['healthCheck']>): WarmthOptions | undefined {
  return settings.type === 'inference' ? settings.readiness?.warmthDetection : undefined;
}

/** Loading refuses discovery where the runtime can have none. */
function discovery(asked: AskedDiscovery, upstream: Upstream, surroundings: UpstreamSurroundings): Job {
  if (!surroundings.discover) throw new Fault('internal', { detail: 'this program learns no targets from elsewhere' });
  return surroundings.discover(asked, upstream, surroundings);
}

/** A certificate is for the name that was looked up, unless the configuration names another. */
function tlsFor(tls: UpstreamTls | undefined, serverName: string | undefined): UpstreamTls | undefined {
  return tls && tls.serverName === undefined && serverName !== undefined ? { ...tls, serverName } : tls;
}

/** The form of every address was checked when the configuration was. */
function placeOf(address: string): { readonly host: string; readonly port: number } {
  const place = splitHostPort(address);
  if (!place) throw new Fault('internal', { detail: `no host and port: ${address}` });
  return place;
}

function http2Of({ httpVersion }: UpstreamConfig): Http2Use | undefined {
  if (!httpVersion || httpVersion.maxVersion < 2) return undefined;
  const { minVersion, h2PingIntervalMs = 0, maxH2Streams = 100 } = httpVersion;
  return { only: minVersion === 2, pingIntervalMs: h2PingIntervalMs, maxStreams: maxH2Streams };
}
