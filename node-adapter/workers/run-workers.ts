import cluster from 'node:cluster';
import type { Config } from '../../shared/config/config.ts';
import type { ConfigSource } from '../config-source.ts';
import { AppLog } from '../log/app-log.ts';
import { FileLog } from '../log/file-log.ts';
import { messageOf } from '../message-of.ts';
import { enterDirectory, writePidFile } from '../process-settings.ts';
import type { RunOutput } from '../run.ts';
import { onSignal } from '../signals.ts';
import { type LedgerFile, makeLedgerFile } from './ledger-file.ts';
import { rotateLogs } from './log-rotation.ts';
import { workerCount } from './worker-count.ts';
import { WorkerCrew } from './worker-crew.ts';

/** Has several processes serve the same listeners until told to end. Answers the exit code; rejects when they cannot start. */
export async function runWorkers(source: ConfigSource, config: Config, output: RunOutput): Promise<number> {
  // Workers find the configuration by the same arguments, so they must start in the same place.
  cluster.setupPrimary({ cwd: process.cwd() });
  enterDirectory(config.system);
  const office = new Office(source, config);
  await office.open(output);
  return office.ended;
}

/** The process in charge: it serves nothing itself, but keeps the workers, the logs and the configuration together. */
class Office {
  readonly ended: Promise<number>;
  readonly #source: ConfigSource;
  readonly #files = new FileLog();
  readonly #log: AppLog;
  readonly #crew: WorkerCrew;
  readonly #ledgerFile: LedgerFile;
  #config: Config;
  #end!: (exitCode: number) => void;
  #stopRotation: () => void = () => {};
  #removePidFile: () => void = () => {};
  #isEnding = false;
  #reloading: Promise<void> = Promise.resolve();

  constructor(source: ConfigSource, config: Config) {
    const { logging } = config.observability;
    this.#source = source;
    this.#config = config;
    this.#files.configure(appLogAlone(logging));
    this.#log = new AppLog(this.#files, Date.now, logging);
    this.#ledgerFile = makeLedgerFile(config.system);
    const owner = {
      onReplaced: (pid: number | undefined, how: string) =>
        this.#log.say('error', 'a worker died and is replaced', { pid: pid ?? 0, how }),
      onLost: (reason: string) => void this.#giveUp(reason),
    };
    this.#crew = new WorkerCrew(owner, this.#ledgerFile.environment);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async open({ out }: RunOutput): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) onSignal(signal, () => void this.#drain(signal));
    const starting = this.#started();
    // What is asked for meanwhile is done when they serve.
    this.#reloading = starting.then(
      () => {},
      () => {
        this.#isEnding = true;
      },
    );
    this.#watch();
    onSignal('SIGHUP', this.#reload);
    const listeners = await starting;
    if (this.#isEnding) return;
    this.#removePidFile = writePidFile(this.#config.system);
    this.#keepRotating();
    onSignal('SIGUSR1', () => this.#reopenLogs());
    this.#log.say('info', 'workers serve', { workers: this.#crew.pids.length });
    for (const { id, url } of listeners) out(`sentinel: listening on ${url} (listener "${id}")`);
  }

  async #started(): ReturnType<WorkerCrew['start']> {
    try {
      return await this.#crew.start(workerCount(this.#config));
    } catch (error) {
      if (this.#isEnding) return [];
      this.#ledgerFile.remove();
      throw error;
    }
  }

  /** A second signal ends all processes at once. */
  async #drain(signal: string): Promise<void> {
    if (this.#isEnding) {
      this.#log.say('warn', 'ended before requests under way were done');
      this.#files.flushNow();
      this.#crew.tell({ order: 'leave' });
      this.#ledgerFile.remove();
      process.exit(1);
    }
    this.#isEnding = true;
    this.#log.say('info', 'draining', { signal });
    await this.#crew.drain();
    this.#log.say('info', 'ended');
    this.#close(0);
  }

  async #giveUp(reason: string): Promise<void> {
    this.#isEnding = true;
    this.#log.say('error', 'no more workers are started', { reason });
    await this.#crew.drain();
    this.#close(1);
  }

  #close(exitCode: number): void {
    this.#source.unwatch();
    this.#stopRotation();
    this.#removePidFile();
    this.#ledgerFile.remove();
    this.#files.flushNow();
    this.#end(exitCode);
  }

  /** One reading after another. */
  readonly #reload = (): void => {
    this.#reloading = this.#reloading.then(() => this.#replace());
  };

  async #replace(): Promise<void> {
    if (this.#isEnding) return;
    this.#reopenLogs();
    const reason = await this.#reasonAgainst();
    this.#watch();
    if (reason === undefined) this.#log.say('info', 'configuration reloaded', { file: this.#source.path });
    else this.#log.say('error', 'configuration not reloaded; the one before stays in force', { reason });
  }

  /** Reads first what the workers are to read, so that a mistake reaches none of them. */
  async #reasonAgainst(): Promise<string | undefined> {
    try {
      const config = await this.#source.load();
      const [reason] = await this.#crew.reload();
      if (reason !== undefined) return reason;
      this.#config = config;
      this.#log.configure(config.observability.logging);
      this.#files.configure(appLogAlone(config.observability.logging));
      this.#keepRotating();
      await this.#crew.resize(workerCount(config));
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  #keepRotating(): void {
    this.#stopRotation();
    this.#stopRotation = rotateLogs(this.#config.observability.logging, () => this.#reopenLogs());
  }

  #reopenLogs(): void {
    this.#files.reopen();
    this.#crew.tell({ order: 'reopen-logs' });
  }

  #watch(): void {
    if (this.#config.system.autoReload) this.#source.watch(this.#reload);
    else this.#source.unwatch();
  }
}

type Logging = Config['observability']['logging'];

/** The process in charge answers no requests, so it opens none of their logs. */
function appLogAlone(logging: Logging): Logging {
  return { ...logging, accessLog: undefined, auditLog: undefined, errorLog: { ...logging.errorLog, enabled: false } };
}
