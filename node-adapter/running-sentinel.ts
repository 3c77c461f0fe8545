import { readFileSync } from 'node:fs';
import type { PurgeHow } from '../shared/cache/cache.ts';
import type { Purge } from '../shared/cache/cache-store.ts';
import { type CompiledPlan, compile, type ProcessFacts } from '../shared/config/compile/compile.ts';
import { discoveryWith } from '../shared/config/compile/compile-discovery.ts';
import type { Config } from '../shared/config/config.ts';
import { Engine } from '../shared/engine/engine.ts';
import type { ProcessFigures } from '../shared/handlers/process-samples.ts';
import type { LedgerFactory } from '../shared/ledger/ledger-opener.ts';
import { RunningJobs } from '../shared/platform/running-jobs.ts';
import type { Samples } from '../shared/telemetry/metrics/samples.ts';
import { version } from '../shared/version.ts';
import { nodeCaches } from './cache/node-caches.ts';
import { discoveryPorts } from './discovery/discovery-ports.ts';
import { SqliteKeyStore } from './keys/sqlite-key-store.ts';
import { nodeLedgers } from './ledgers/node-ledgers.ts';
import { stateFiles } from './ledgers/state-file.ts';
import { ListenerSet } from './listener-set.ts';
import { AppLog } from './log/app-log.ts';
import { FileLog } from './log/file-log.ts';
import { LedgerFailureLog } from './log/ledger-failure-log.ts';
import { ThrottledLog } from './log/throttled-log.ts';
import { TurnedAwayLog } from './log/turned-away-log.ts';
import { type SocketPlatform, socketPlatform } from './platform.ts';
import { sharedLedgerFile } from './workers/ledger-file.ts';
import { workerSiblings } from './workers/worker-siblings.ts';

/** Whoever knocks on every port must not fill a disk. */
const handshakeFailed = {
  level: 'info',
  message: 'tls handshake failed',
  rate: { most: 20, perSecond: 1 },
} as const;

/** A disk that fails does so with every request. */
const cacheFails = { level: 'error', message: 'the cache fails', rate: { most: 5, perSecond: 0.2 } } as const;

/** Sentinel at work in this process: listeners, engine, connections to upstreams and logs, by one configuration. */
export class RunningSentinel {
  readonly log: AppLog;
  readonly #files: FileLog;
  readonly #platform: SocketPlatform;
  readonly #facts: ProcessFacts;
  readonly #listeners: ListenerSet;
  readonly #turnedAway: TurnedAwayLog;
  readonly #engine: Engine;
  readonly #makeLedger: LedgerFactory;
  readonly #jobs = new RunningJobs();
  readonly #reloads = { applied: 0, refused: 0 };
  readonly #unanswered: LedgerFailureLog;
  readonly #cacheTroubles: ThrottledLog;
  #config: Config;
  #plan: CompiledPlan;
  #isDraining = false;

  private constructor(config: Config, files: FileLog) {
    this.#files = files;
    this.#platform = socketPlatform(files);
    const { clock, random } = this.#platform;
    this.log = new AppLog(files, clock.now, config.observability.logging);
    this.#turnedAway = new TurnedAwayLog(config.observability.logging.errorLog.level, files, clock);
    const siblings = workerSiblings();
    this.#facts = {
      version,
      startedAt: clock.now(),
      instanceId: Array.from(random.bytes(8), (byte) => byte.toString(16).padStart(2, '0')).join(''),
      isDraining: () => this.#isDraining,
      turnedAway: () => this.#turnedAway.total,
      figures: () => this.#figures(),
      ...(siblings && { siblings }),
    };
    this.#unanswered = new LedgerFailureLog(this.log, clock);
    this.#cacheTroubles = new ThrottledLog(this.log, cacheFails, clock);
    this.#makeLedger = nodeLedgers({
      platform: this.#platform,
      sharedFile: sharedLedgerFile(),
      report: (ledger, fault) => this.#unanswered.note(ledger, fault),
    });
    this.#config = config;
    this.#plan = this.#compiled(config, undefined);
    this.#engine = new Engine(this.#plan, this.#platform);
    const unencrypted = new ThrottledLog(this.log, handshakeFailed, clock);
    this.#listeners = new ListenerSet(this.#engine, this.#platform, {
      onTlsFailure: ({ listener, address, reason }) => unencrypted.note({ listener, client: address, reason }),
      onTurnedAway: (connection) => this.#turnedAway.note(connection),
    });
  }

  /** Opens logs and listeners. Rejects with a plain message when something cannot be had. */
  static async start(config: Config): Promise<RunningSentinel> {
    const files = new FileLog();
    files.configure(config.observability.logging);
    const running = new RunningSentinel(config, files);
    await running.#begin();
    return running;
  }

  /** Id and URL of every listener, in the order of the configuration. */
  get listeners(): readonly { readonly id: string; readonly url: string }[] {
    return this.#listeners.open.map(({ id, url }) => ({ id, url }));
  }

  get config(): Config {
    return this.#config;
  }

  /** Clients are let in when the first targets are known, so that a restart refuses none of them. */
  async #begin(): Promise<void> {
    this.#jobs.replace(this.#plan.jobs);
    try {
      await this.#jobs.untilFirstDone(longestFirstMs, this.#platform.timers);
      await this.#listeners.apply(this.#config);
    } catch (error) {
      this.#jobs.stop();
      throw error;
    }
  }

  /** Serves by `config` from now on. Rejects, and goes on as before, when something of it cannot be had. */
  async replace(config: Config): Promise<void> {
    if (this.#isDraining) throw new Error('the process is ending');
    const plan = this.#compiled(config, this.#plan);
    this.#files.configure(config.observability.logging);
    try {
      await this.#listeners.apply(config);
    } catch (error) {
      this.#files.configure(this.#config.observability.logging);
      plan.use.retire();
      throw error;
    }
    this.#engine.replace(plan);
    this.#plan = plan;
    this.#config = config;
    this.log.configure(config.observability.logging);
    this.#turnedAway.configure(config.observability.logging.errorLog.level);
    this.#reloads.applied += 1;
    if (!this.#isDraining) this.#jobs.replace(plan.jobs);
  }

  /** Drops what is kept here, because another process was told to. */
  purge(what: Purge, how: PurgeHow): void {
    void this.#plan.cache?.cache.purgeHere(what, how);
  }

  /** Counts a configuration that could not be read or used. */
  noteRefusedConfig(): void {
    this.#reloads.refused += 1;
  }

  /** Everything there is to tell in numbers; `undefined` while metrics are off. */
  samples(): Samples | undefined {
    return this.#plan.samples?.();
  }

  /** Log files are opened anew, because another program has put them aside. */
  reopenLogs(): void {
    this.#files.reopen();
  }

  /** Takes no more connections, lets requests under way finish for as long as the configuration says, then ends. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#jobs.stop();
    await this.#listeners.stop(this.#config.system.gracefulShutdownTimeoutMs);
    this.#plan.use.retire();
    this.#platform.transport.close();
  }

  /** Writes what the logs still hold, before the process ends. */
  flushLogs(): void {
    this.#files.flushNow();
  }

  #figures(): ProcessFigures {
    const { rss, heapUsed } = process.memoryUsage();
    return {
      memory: { resident: rss, heap: heapUsed },
      connections: this.#listeners.connections,
      reloads: this.#reloads,
      ledgerFailures: this.#unanswered.totals,
    };
  }

  #compiled(config: Config, previous: CompiledPlan | undefined): CompiledPlan {
    return compile(config, {
      platform: this.#platform,
      process: this.#facts,
      previous,
      makeLedger: this.#makeLedger,
      makeCacheStore: nodeCaches(config.system, {
        platform: this.#platform,
        report: (problem) => this.#cacheTroubles.note({ reason: problem }),
      }),
      makeKeyStore: (file) => new SqliteKeyStore(file ?? 'keys.db'),
      readText: (path) => readFileSync(path, 'utf8'),
      stateFile: stateFiles(config.system),
      discover: discoveryWith(discoveryPorts),
      zone: process.env['SENTINEL_ZONE'] ?? process.env['ZONE'] ?? process.env['REGION'],
    });
  }
}

/** Longest that clients are kept out for the sake of jobs that find out where to send them. */
const longestFirstMs = 2_000;
