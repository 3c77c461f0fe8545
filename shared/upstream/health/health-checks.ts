import { Fault } from '../../errors/fault.ts';
import type { Job } from '../../platform/job.ts';
import type { Clock, Random } from '../../platform/platform.ts';
import type { Timer, Timers } from '../../platform/timers.ts';
import type { Target } from '../target.ts';
import type { Upstream } from '../upstream.ts';
import { type Probe, Stopping } from './probe.ts';
import type { ProbePlaces } from './probe-places.ts';
import type { CheckResult } from './target-check.ts';

/** What the checks of one upstream are made with. */
export interface HealthChecksParts {
  readonly upstream: Upstream;
  readonly probe: Probe;
  readonly intervalMs: number;
  /** Share of the interval by which a check may come early, so that many do not come at once. */
  readonly jitterShare: number;
  /** Longest a whole check can take. */
  readonly longestMs: number;
  readonly places: ProbePlaces;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly random: Random;
}

/** Asks the targets of an upstream again and again whether they are well, and tells the upstream what it found. */
export class HealthChecks implements Job {
  readonly name: string;
  readonly upstream: Upstream;
  readonly intervalMs: number;
  readonly longestMs: number;
  readonly #parts: HealthChecksParts;
  #watches: readonly Watch[] = [];

  constructor(parts: HealthChecksParts) {
    this.name = `health checks of ${parts.upstream.name}`;
    this.upstream = parts.upstream;
    this.intervalMs = parts.intervalMs;
    this.longestMs = parts.longestMs;
    this.#parts = parts;
  }

  start(): void {
    this.upstream.onTargets = () => this.#follow();
    this.#follow();
  }

  stop(): void {
    this.upstream.onTargets = undefined;
    for (const watch of this.#watches) watch.stop();
    this.#watches = [];
  }

  /** Watches the targets there are now: those that stay go on as they are, new ones are asked at once. */
  #follow(): void {
    const before = new Map(this.#watches.map((watch) => [watch.target.name, watch]));
    this.#watches = this.upstream.targets.map((target) => {
      const same = before.get(target.name);
      if (!same) return new Watch(target, this, this.#parts).begin(0);
      before.delete(target.name);
      same.target = target;
      return same;
    });
    for (const gone of before.values()) gone.stop();
  }

  /** Asks a target once, as soon as there is a place, and tells the upstream. `undefined` when it was stopped. */
  async check(target: Target, stopping: Stopping = new Stopping()): Promise<CheckResult | undefined> {
    const { places, probe } = this.#parts;
    await places.take();
    try {
      if (stopping.isStopped) return undefined;
      const result = await probe.ask(target, stopping).catch(failed);
      if (stopping.isStopped) return undefined;
      this.upstream.noteCheck(target, result);
      return result;
    } finally {
      places.free();
    }
  }
}

/** The checks of one target: the next one is set when the last one is over, so that no two ever overlap. */
class Watch {
  /** The same target may be another object once the targets have changed. */
  target: Target;
  readonly #checks: HealthChecks;
  readonly #parts: HealthChecksParts;
  readonly #stopping = new Stopping();
  #timer: Timer | undefined = undefined;

  constructor(target: Target, checks: HealthChecks, parts: HealthChecksParts) {
    this.target = target;
    this.#checks = checks;
    this.#parts = parts;
  }

  begin(delayMs: number): this {
    this.#timer = this.#parts.timers.after(delayMs, this.#check);
    return this;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#stopping.stop(new Fault('shutting_down'));
  }

  readonly #check = (): void => {
    const startedAt = this.#parts.clock.monotonic();
    void this.#checks.check(this.target, this.#stopping).then(() => {
      if (this.#stopping.isStopped) return;
      const { intervalMs, jitterShare, random, clock } = this.#parts;
      const waitMs = intervalMs * (1 - jitterShare * random.next());
      this.begin(Math.max(shortestMs, waitMs - (clock.monotonic() - startedAt)));
    });
  };
}

/** Time that a target is left alone at least, also where its checks take longer than their interval. */
const shortestMs = 20;

function failed(error: unknown): CheckResult {
  const { code, detail } = Fault.from(error);
  return { ok: false, reason: detail === undefined ? code : `${code}: ${detail}`.slice(0, longestReason) };
}

const longestReason = 200;
