import { compileErrorStyle } from '../../engine/error-pages/compile-error-style.ts';
import type { Plan } from '../../engine/plan.ts';
import { type Crowd, PlanUse } from '../../engine/plan-use.ts';
import { WaitingRoom } from '../../engine/waiting-room.ts';
import { Fault } from '../../errors/fault.ts';
import type { BuiltinParts } from '../../handlers/builtin.ts';
import { ledgerSettings } from '../../ledger/ledger-block.ts';
import type { LedgerFactory } from '../../ledger/ledger-opener.ts';
import { LedgerPool, type PlanLedgers } from '../../ledger/ledger-pool.ts';
import { localLedgers } from '../../ledger/local-ledgers.ts';
import type { Job } from '../../platform/job.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Samples } from '../../telemetry/metrics/samples.ts';
import { Tracer } from '../../telemetry/tracer.ts';
import type { EjectionObserver } from '../../upstream/ejection.ts';
import { ProbePlaces } from '../../upstream/health/probe-places.ts';
import type { RouteShadow } from '../../upstream/shadow/shadow-view.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';
import { qualified, routesIn, type Scope, scopesOf, servedBy } from '../scopes/scope.ts';
import { balancedAs, strategiesOf } from './ai-strategies.ts';
import { builtinPartsOf } from './builtin-parts.ts';
import { type CacheStoreFactory, compileCache, type PlanCache } from './compile-cache.ts';
import { guardAgents } from './compile-guard-agent.ts';
import { compileHealthLog } from './compile-health-log.ts';
import { compileKeys, type KeyStoreFactory, type PlanKeys } from './compile-keys.ts';
import { compileMetrics } from './compile-metrics.ts';
import { compileObserver } from './compile-observer.ts';
import { type CompiledRoute, compileRoute } from './compile-route.ts';
import { compileUpstream, type UpstreamSurroundings } from './compile-upstream.ts';
import type { DiscoveryFactory } from './discovery-settings.ts';
import { listenerPlan } from './listener-plan.ts';
import { plannedListenersOf } from './listeners-of.ts';
import { metricsRoute, ownMetrics } from './metrics-listener.ts';
import { observeHealth } from './observe-health.ts';
import type { PlanMetrics } from './plan-metrics.ts';
import { requestLimits } from './request-limits.ts';
import { type RouteParts, surroundingsOf } from './route-surroundings.ts';

/** What a plan is made with beside the configuration. */
export interface CompileParts {
  readonly platform: Platform;
  readonly process: ProcessFacts;
  /** The plan in force, whose upstreams hand on what they know. */
  readonly previous?: CompiledPlan | undefined;
  /** The text of a file, where the runtime has files. */
  readonly readText?: (path: string) => string;
  /** The zone this process is in. */
  readonly zone?: string | undefined;
  /** Told of targets taken out of service here. */
  readonly onEjected?: EjectionObserver;
  /** Makes the work that learns targets from elsewhere; there is none when absent. */
  readonly discover?: DiscoveryFactory;
  /** Makes the ledgers this runtime can have; none but those in memory when absent. */
  readonly makeLedger?: LedgerFactory;
  /** Makes the store of virtual keys that outlives the process; they are kept in memory when absent. */
  readonly makeKeyStore?: KeyStoreFactory;
  /** Makes the store of the cache; memory when absent. */
  readonly makeCacheStore?: CacheStoreFactory;
  /** Where a file of that name is kept in the directory for what is to be kept, where the runtime has files. */
  readonly stateFile?: (directory: string, name: string) => string;
}

/** What the builtin pages tell of the process. */
export type ProcessFacts = Pick<
  BuiltinParts,
  'version' | 'startedAt' | 'instanceId' | 'isDraining' | 'turnedAway' | 'figures' | 'siblings'
>;

/** A plan with the parts that outlive it. */
export interface CompiledPlan extends Plan {
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** Work beside the requests, for whoever runs the plan to start and stop. */
  readonly jobs: readonly Job[];
  /** Signs sticky cookies; the same over reloads, so that clients stay where they are. */
  readonly cookieKey: Uint8Array;
  /** Ledgers, which live on while the next plan needs them too. */
  readonly ledgerPool: LedgerPool;
  /** Virtual keys; `undefined` where there are none. */
  readonly keys: PlanKeys | undefined;
  readonly use: PlanUse;
  /** Lives on while the configuration says the same of it; `undefined` when it is off. */
  readonly cache: PlanCache | undefined;
  readonly crowd: Crowd;
  /** What the plan counts; `undefined` where nobody wants to know. */
  readonly metrics: PlanMetrics | undefined;
  /** Everything there is to tell in numbers, as it is now. */
  readonly samples: (() => Samples) | undefined;
}

/** Makes a checked configuration ready to serve. Throws a `Fault` only for what lies outside it, such as a file. */
export function compile(config: Config, parts: CompileParts): CompiledPlan {
  const ledgerPool = parts.previous?.ledgerPool ?? new LedgerPool(parts.makeLedger ?? localLedgers(parts.platform));
  const ledgers = ledgerPool.forPlan(ledgerSettings(config.ledger));
  const crowd = parts.previous?.crowd ?? { underWay: 0 };
  try {
    const plan = planOf(config, parts, { ledgers, crowd });
    plan.cache?.cache.enter();
    return { ...plan, ledgerPool, crowd, use: new PlanUse(() => letGo(ledgers, plan), crowd) };
  } catch (error) {
    ledgers.close();
    throw error;
  }
}

/** A store that the next plan uses too opens again what was closed. */
function letGo(ledgers: PlanLedgers, { keys, cache }: Pick<CompiledPlan, 'keys' | 'cache'>): void {
  ledgers.close();
  cache?.cache.leave();
  // What does not end in order is of no use to anybody any more.
  void Promise.resolve(keys?.store?.close()).catch(() => undefined);
}

function planOf(
  config: Config,
  parts: CompileParts,
  { ledgers, crowd }: { readonly ledgers: PlanLedgers; readonly crowd: Crowd },
): Omit<CompiledPlan, 'ledgerPool' | 'use' | 'crowd'> {
  const { platform, process } = parts;
  const scopes = scopesOf(config);
  const listeners = plannedListenersOf(config, scopes);
  const cookieKey = cookieKeyOf(config, parts);
  const tracer = new Tracer(config.system.traceIdFormat, platform);
  const jobs: Job[] = [];
  const metrics = compileMetrics(config, scopes, platform, parts.previous?.metrics);
  const upstreams = upstreamsOf(config, scopes, parts, { cookieKey, addJob: (job) => jobs.push(job), metrics });
  const shadows: RouteShadow[] = [];
  const keys = compileKeys(config, { ...parts, previous: parts.previous?.keys });
  const cache = compileCache(config.cache, parts);
  const shown = { platform, process, crowd, listeners, upstreams, shadows, keys, cache, metrics };
  const builtinParts = builtinPartsOf(config, shown);
  const waitingRoom = new WaitingRoom(config.limits.maxQueuedRequests);
  const agents = guardAgents(platform, parts.readText ?? noFiles);
  const made = { parts, builtinParts, shadows, upstreams, ledgers, waitingRoom, agents, metrics, keys };
  const routes = new Map(scopes.map((scope) => [scope.id, routesOf(config, scope, scopes, made)]));
  if (listeners.some(({ serves }) => serves === ownMetrics)) {
    routes.set(ownMetrics, [
      compileRoute(ownMetrics, metricsRoute(config), surroundingsOf(config, scopes[0]!, scopes, made)),
    ]);
  }
  metrics?.begin(new Set([...routes.values()].flat().map(({ id }) => id)), new Set(upstreams.keys()));
  return {
    listeners: new Map(listeners.map((listener) => [listener.id, listenerPlan(config, listener, routes)])),
    limits: requestLimits(config),
    errorStyle: compileErrorStyle(undefined, 'web'),
    trace: (headers) => tracer.open(headers),
    observe: compileObserver(config, platform, process.instanceId, metrics),
    metrics,
    samples: builtinParts.samples,
    upstreams,
    jobs,
    cookieKey,
    keys,
    cache,
  };
}

function cookieKeyOf({ system }: Config, { platform, previous }: CompileParts): Uint8Array {
  if (system.cookieSecret !== undefined) return new TextEncoder().encode(system.cookieSecret);
  return previous?.cookieKey ?? platform.random.bytes(32);
}

/** Health checks under way at once, of all upstreams. */
const probesAtOnce = 32;

function upstreamsOf(
  config: Config,
  scopes: readonly Scope[],
  parts: CompileParts,
  given: Pick<UpstreamSurroundings, 'cookieKey' | 'addJob'> & Pick<RouteParts, 'metrics'>,
): Map<string, Upstream> {
  const made = new Map<string, Upstream>();
  const surroundings = {
    ...given,
    platform: parts.platform,
    zone: parts.zone,
    readText: parts.readText ?? noFiles,
    onEjected: parts.onEjected,
    onHealthChange: observeHealth(compileHealthLog(config, parts.platform), given.metrics?.onHealthChange),
    probePlaces: new ProbePlaces(probesAtOnce),
    discover: parts.discover,
  };
  const strategies = strategiesOf(scopes);
  for (const scope of scopes) {
    for (const [name, settings] of scope.names.upstreams) {
      const id = qualified(scope, name);
      const upstream = compileUpstream(id, balancedAs(strategies.get(id), settings), surroundings);
      const previous = parts.previous?.upstreams.get(id);
      if (previous) upstream.adopt(previous);
      made.set(id, upstream);
    }
  }
  return made;
}

/** The routes that a listener of the scope serves: its own, and for a namespace also those of its services. */
function routesOf(config: Config, scope: Scope, scopes: readonly Scope[], made: RouteParts): CompiledRoute[] {
  return servedBy(scope.id, scopes).flatMap((owner) => {
    const surroundings = surroundingsOf(config, owner, scopes, made);
    return routesIn(owner).map((route) => compileRoute(qualified(owner, route.id), route, surroundings));
  });
}

function noFiles(path: string): string {
  throw new Fault('internal', { detail: `this runtime has no files: ${path}` });
}
