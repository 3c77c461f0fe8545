import { type CompiledPlan, type CompileParts, compile } from './config/compile/compile.ts';
import type { Config } from './config/config.ts';
import { Engine } from './engine/engine.ts';
import type { FetchConnection } from './fetch/fetch-connection.ts';
import { fetchLedgers } from './fetch/fetch-ledgers.ts';
import type { FetchPlatform } from './fetch/platform.ts';
import { headOf } from './fetch/request-head.ts';
import { serveFetch } from './fetch/serve.ts';
import { normalizePath } from './http/path.ts';
import type { Job } from './platform/job.ts';
import { RunningJobs } from './platform/running-jobs.ts';
import type { DiscoveredTarget } from './upstream/discovery/discovered-target.ts';
import { Discovery } from './upstream/discovery/discovery.ts';
import { changeBetween } from './upstream/discovery/target-change.ts';
import type { Ejection } from './upstream/ejection.ts';
import { HealthChecks } from './upstream/health/health-checks.ts';
import type { CheckVerdict } from './upstream/health/target-check.ts';
import { version } from './version.ts';

/** What a runtime adds beside its ports. */
export type SentinelParts = Pick<
  CompileParts,
  'readText' | 'onEjected' | 'makeLedger' | 'makeKeyStore' | 'makeCacheStore' | 'discover'
>;

/** A proxy behind a fetch handler: takes web requests, answers web responses, by the configuration it holds. */
export class Sentinel {
  /** What answers; for hosts that serve in a way of their own. */
  readonly engine: Engine;
  readonly #platform: FetchPlatform;
  readonly #parts: CompileParts;
  #plan: CompiledPlan;
  #jobs: RunningJobs | undefined;
  #work: PlanWork | undefined;

  constructor(config: Config, platform: FetchPlatform, parts: SentinelParts = {}) {
    this.#platform = platform;
    const process = {
      version,
      startedAt: platform.clock.now(),
      instanceId: hex(platform.random.bytes(8)),
      isDraining: () => false,
    };
    this.#parts = { makeLedger: fetchLedgers(platform), ...parts, platform, process };
    this.#plan = compile(config, this.#parts);
    this.engine = new Engine(this.#plan, platform);
  }

  /** Answers one request. Bound, so that it can be handed on as it is. */
  readonly fetch = (request: Request, connection: FetchConnection = nobody): Promise<Response> =>
    serveFetch(this.engine, request, connection, this.#platform);

  /** Whether a route takes the request; without one, `fetch` answers 404. */
  takes(request: Request): boolean {
    const head = headOf(request, '1.1', this.#platform.host);
    const path = normalizePath(head.path)?.match;
    const [listener] = this.#plan.listeners.values();
    if (path === undefined || listener === undefined) return false;
    const { method, authority: host, query, headers } = head;
    return listener.match({ method, host, path, query, headers }) !== undefined;
  }

  /** Leaves a target out that was found failing elsewhere, as far as the configuration lets it be left out. */
  ejectAsOthers({ upstream, target, untilMs }: Ejection): void {
    this.#plan.upstreams.get(upstream)?.ejectAsOthers(target, untilMs);
  }

  /** The health checks that the configuration asks for, for hosts that make them in a way of their own. */
  get healthChecks(): readonly HealthChecks[] {
    return this.#currentWork().checks;
  }

  /** The discovery of targets that the configuration asks for, for hosts that do it in a way of their own. */
  get discoveries(): readonly Discovery[] {
    return this.#currentWork().discoveries;
  }

  /** Takes all that was found elsewhere: the targets of an upstream that is not among it are known no more. */
  takeTargets(all: readonly { readonly upstream: string; readonly targets: readonly DiscoveredTarget[] }[]): void {
    for (const { upstream } of this.discoveries) {
      const targets = all.find((one) => one.upstream === upstream.name)?.targets ?? [];
      if (changeBetween(upstream.found, targets) !== undefined) upstream.discover(targets);
    }
  }

  /** Takes over what a check made elsewhere found of a target, for as long as it says. */
  takeVerdict({ upstream, target, untilMs, ...verdict }: CheckVerdict & Ejection): void {
    this.#plan.upstreams.get(upstream)?.takeVerdict(target, verdict, untilMs);
  }

  #currentWork(): PlanWork {
    const { jobs } = this.#plan;
    if (this.#work?.of !== this.#plan)
      this.#work = { of: this.#plan, checks: jobs.filter(isCheck), discoveries: jobs.filter(isDiscovery) };
    return this.#work;
  }

  /** New requests are served by `config`; those under way keep the configuration they began with. */
  replace(config: Config): void {
    this.#plan = compile(config, { ...this.#parts, previous: this.#plan });
    this.engine.replace(this.#plan);
    this.#jobs?.replace(this.#plan.jobs);
  }

  /** Begins the work beside the requests, where the runtime lets timers run outside of them. */
  startJobs(): void {
    this.#jobs ??= new RunningJobs();
    this.#jobs.replace(this.#plan.jobs);
  }
}

interface PlanWork {
  readonly of: CompiledPlan;
  readonly checks: readonly HealthChecks[];
  readonly discoveries: readonly Discovery[];
}

function isDiscovery(job: Job): job is Discovery {
  return job instanceof Discovery;
}

function isCheck(job: Job): job is HealthChecks {
  return job instanceof HealthChecks;
}

/** A client of whom nothing is known. */
const nobody: FetchConnection = { peerAddress: '', peerPort: 0, version: '1.1', background: () => undefined };

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
