import cluster, { type Worker } from 'node:cluster';
import { clearTimeout, setTimeout } from 'node:timers';
import { gatherMetrics } from './gather-metrics.ts';
import type { Order, Report } from './messages.ts';
import { workerEnvironment } from './worker-config.ts';

/** Workers that may die within {@link deathsWithinMs}; a build that falls over at once must not be started for ever. */
const mostDeaths = 10;
const deathsWithinMs = 60_000;
/** How long a worker may take to answer to an order, in milliseconds; one that reads a large configuration takes some. */
const answerWithinMs = 30_000;

/** Who is told how the workers fare. */
export interface CrewOwner {
  /** A worker ended by itself, and another takes its place. */
  onReplaced(pid: number | undefined, how: string): void;
  /** Too many workers died, or one could not be replaced: the crew has given up. */
  onLost(reason: string): void;
}

/** The processes that serve. One that dies is replaced. */
export class WorkerCrew {
  readonly #owner: CrewOwner;
  readonly #environment: Readonly<Record<string, string>>;
  /** Those that are to serve, and all whose process has not ended yet. */
  readonly #workers = new Set<Worker>();
  readonly #alive = new Set<Worker>();
  #size = 0;
  /** How often they were told to read the configuration again. */
  #readings = 0;
  #deaths: number[] = [];
  #isEnding = false;
  #onEmpty: (() => void) | undefined = undefined;

  /** `environment`: what each worker is started with beside what it reads for itself. */
  constructor(owner: CrewOwner, environment: Readonly<Record<string, string>> = {}) {
    this.#owner = owner;
    this.#environment = { ...workerEnvironment(), ...environment };
  }

  /** Workers there are. */
  get pids(): readonly number[] {
    return [...this.#workers].flatMap(({ process: { pid } }) => (pid === undefined ? [] : [pid]));
  }

  /**
   * Starts the first, and the others once it listens: so that what cannot be had is told once, and by one. Resolves
   * with the listeners; rejects with the reason when the first cannot start.
   */
  async start(size: number): Promise<Extract<Report, { report: 'listening' }>['listeners']> {
    this.#size = 1;
    const first = this.#fork();
    const report = await reportOf(first, 'listening', 'failed');
    if (report?.report !== 'listening') {
      this.#isEnding = true;
      throw new Error(report?.report === 'failed' ? report.reason : 'the first worker ended before it listened');
    }
    await this.resize(size);
    return report.listeners;
  }

  /** Starts as many as are missing and drains as many as are too many; resolves when all that are new listen. */
  async resize(size: number): Promise<void> {
    if (this.#isEnding) return;
    this.#size = size;
    const surplus = [...this.#workers].slice(size);
    for (const worker of surplus) {
      this.#workers.delete(worker);
      worker.send({ order: 'drain' } satisfies Order);
    }
    const missing = Array.from({ length: size - this.#workers.size }, () => this.#fork());
    await Promise.all(missing.map((worker) => reportOf(worker, 'listening', 'failed')));
  }

  /** Tells all of them. */
  tell(order: Order): void {
    for (const worker of this.#alive) if (worker.isConnected()) worker.send(order);
  }

  #tellOthers(teller: Worker, order: Order): void {
    for (const worker of this.#alive) if (worker !== teller && worker.isConnected()) worker.send(order);
  }

  /** Has all of them read the configuration again. Answers why some could not use it. */
  async reload(): Promise<readonly string[]> {
    const answers = [...this.#workers].map((worker) => reportOf(worker, 'reloaded'));
    this.#readings += 1;
    this.tell({ order: 'reload' });
    const reports = await Promise.all(answers);
    return reports.flatMap((report) => (report?.report === 'reloaded' && report.reason ? [report.reason] : []));
  }

  /** Has all of them finish what is under way. Resolves when none is left. */
  drain(): Promise<void> {
    this.#isEnding = true;
    this.#workers.clear();
    this.tell({ order: 'drain' });
    if (this.#alive.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  #fork(): Worker {
    const worker = cluster.fork(this.#environment);
    const readings = this.#readings;
    this.#workers.add(worker);
    this.#alive.add(worker);
    // A worker that is told something while it dies is not worth more words.
    worker.on('error', () => {});
    // An order that came before it could hear is given again.
    worker.on('message', (message: Report) => {
      const { report } = message;
      if (report === 'wants-metrics') void gatherMetrics(worker, this.#workers);
      if (report === 'purged') this.#tellOthers(worker, { order: 'purge', what: message.what, how: message.how });
      if (report !== 'listening') return;
      if (!this.#workers.has(worker)) worker.send({ order: 'drain' } satisfies Order);
      else if (readings !== this.#readings) worker.send({ order: 'reload' } satisfies Order);
    });
    worker.on('exit', (code, signal) => this.#ended(worker, signal ?? `exit code ${code}`));
    return worker;
  }

  #ended(worker: Worker, how: string): void {
    this.#alive.delete(worker);
    const wasServing = this.#workers.delete(worker);
    if (this.#isEnding) {
      if (this.#alive.size === 0) this.#onEmpty?.();
      return;
    }
    if (!wasServing || this.#workers.size >= this.#size) return;
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((at) => at > now - deathsWithinMs), now];
    if (this.#deaths.length > mostDeaths) {
      this.#isEnding = true;
      this.#owner.onLost(`${this.#deaths.length} workers died within a minute`);
      return;
    }
    this.#owner.onReplaced(worker.process.pid, how);
    this.#fork();
  }
}

/** The next of these reports from a worker; `undefined` when it ends, or says nothing for too long. */
function reportOf(worker: Worker, ...kinds: readonly Report['report'][]): Promise<Report | undefined> {
  return new Promise((resolve) => {
    const finish = (report?: Report): void => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      resolve(report);
    };
    const onMessage = (report: Report): void => {
      if (kinds.includes(report.report)) finish(report);
    };
    const onExit = (): void => finish();
    const timer = setTimeout(finish, answerWithinMs).unref();
    worker.on('message', onMessage);
    worker.on('exit', onExit);
  });
}
