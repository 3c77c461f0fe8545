import { Fault } from '../../errors/fault.ts';
import type { Job } from '../../platform/job.ts';
import type { Timer } from '../../platform/timers.ts';
import type { HealthObserver } from '../health/health-change.ts';
import { Stopping } from '../health/probe.ts';
import type { Upstream } from '../upstream.ts';
import { Backoff } from './backoff.ts';
import type { DiscoveredTarget } from './discovered-target.ts';
import type { Source, SourcePlatform } from './source.ts';
import { changeBetween } from './target-change.ts';
import { tidy } from './tidy.ts';

/** How an upstream uses a source. */
export interface DiscoveryRules {
  /** The kind of the source, for those who look. */
  readonly type: string;
  /** More targets than this are not used. */
  readonly maxTargets: number;
  /** How long the last known targets are used while the source fails, or says that there are none. */
  readonly keepMs: number;
  /** Whether an answer without targets is believed at once. */
  readonly takesEmpty: boolean;
}

/** What the discovery of one upstream is made with. */
export interface DiscoveryParts {
  readonly upstream: Upstream;
  readonly source: Source;
  readonly rules: DiscoveryRules;
  readonly platform: SourcePlatform;
  readonly onChange: HealthObserver | undefined;
}

/** Keeps the targets of an upstream as a source says they are, and the last known ones while it does not say. */
export class Discovery implements Job {
  readonly name: string;
  readonly upstream: Upstream;
  readonly firstDone: Promise<void>;
  #firstIsDone: () => void = () => {};
  readonly #parts: DiscoveryParts;
  readonly #stopping = new Stopping();
  readonly #backoff: Backoff;
  #timer: Timer | undefined = undefined;
  #expiry: Timer | undefined = undefined;
  #unwatch: (() => void) | undefined = undefined;
  #isStarted = false;
  #isLooking = false;
  #isDueAgain = false;
  #isWell = false;
  /** Why it does not go well, as it was told of last. */
  #trouble: string | undefined = undefined;
  /** What was wrong with targets of the last answer. */
  #problem: string | undefined = undefined;
  /** The last answer named no targets, and was not believed. */
  #isDoubted = false;
  #wasOver = false;

  constructor(parts: DiscoveryParts) {
    this.name = `discovery of ${parts.upstream.name}`;
    this.upstream = parts.upstream;
    this.#parts = parts;
    this.firstDone = new Promise((settle) => {
      this.#firstIsDone = settle;
    });
    this.#backoff = new Backoff(parts.platform.random);
    parts.upstream.discovery ??= { type: parts.rules.type, state: 'waiting', answeredAt: undefined, reason: undefined };
  }

  /** How long the targets known last are good while the source says nothing. */
  get keepMs(): number {
    return this.#parts.rules.keepMs;
  }

  start(): void {
    this.#isStarted = true;
    this.#keepFor();
    this.#unwatch = this.#parts.source.watch?.(() => this.#lookSoon());
    void this.#lookAgain();
  }

  stop(): void {
    this.#firstIsDone();
    this.#stopping.stop(new Fault('shutting_down'));
    this.#timer?.cancel();
    this.#expiry?.cancel();
    this.#unwatch?.();
  }

  /** Looks once; answers how many milliseconds to wait before the next look. Never rejects. */
  async look(): Promise<number> {
    this.#isWell = false;
    const round = {
      stopping: this.#stopping,
      tell: (targets: readonly DiscoveredTarget[]) => this.#take(targets),
      unchanged: () => this.#unchanged(),
    };
    try {
      const waitMs = await this.#parts.source.look(round);
      return Math.min(waitMs, this.keepMs / 2);
    } catch (error) {
      return this.#failed(Fault.from(error));
    }
  }

  /** Takes what was known of the source before, and when it said so, in milliseconds since the epoch. */
  restore(found: readonly DiscoveredTarget[], answeredAt: number): void {
    const { upstream, rules } = this.#parts;
    if (changeBetween(upstream.found, found) !== undefined) upstream.discover(found);
    upstream.discovery = { type: rules.type, state: 'current', answeredAt, reason: undefined };
  }

  /** Gives the targets up that the source named too long ago, where no timer does it. */
  giveUpOld(): void {
    const answeredAt = this.upstream.discovery?.answeredAt;
    const isOver = answeredAt !== undefined && this.#parts.platform.clock.now() - answeredAt >= this.keepMs;
    if (isOver && !this.#wasOver) this.#giveUp();
  }

  async #lookAgain(): Promise<void> {
    this.#isLooking = true;
    this.#isDueAgain = false;
    this.#lookIn(await this.look());
  }

  #lookIn(waitMs: number): void {
    this.#isLooking = false;
    this.#firstIsDone();
    if (this.#stopping.isStopped) return;
    const delayMs = this.#isDueAgain ? 0 : waitMs;
    this.#timer = this.#parts.platform.timers.after(Math.max(delayMs, leastMs), () => void this.#lookAgain());
  }

  /** The source has hinted at news: it is looked at now, or when the look under way is over. */
  #lookSoon(): void {
    this.#isDueAgain = true;
    if (this.#isLooking || this.#stopping.isStopped) return;
    this.#timer?.cancel();
    this.#lookIn(0);
  }

  #failed({ code, detail }: Fault): number {
    // A watch that was well for a while and then broke is nothing to speak of, if the next one begins well.
    const isNews = !this.#isWell && !this.#stopping.isStopped;
    if (isNews) this.#troubled((detail === undefined ? code : `${code}: ${detail}`).slice(0, longestReason));
    return this.#backoff.next();
  }

  #take(found: readonly DiscoveredTarget[]): void {
    if (this.#stopping.isStopped) return;
    const { upstream, rules } = this.#parts;
    const { targets, problem } = tidy(found, rules.maxTargets);
    this.#isDoubted = targets.length === 0 && !rules.takesEmpty && upstream.found.length > 0;
    if (this.#isDoubted) {
      this.#answered();
      this.#troubled('it names no targets');
      return;
    }
    this.#put(targets);
    this.#well();
    if (problem !== undefined && problem !== this.#problem) this.#say('targets left out', problem);
    this.#problem = problem;
  }

  /** It says what it said before, which may have been doubted. */
  #unchanged(): void {
    if (this.#isDoubted) this.#answered();
    else this.#well();
  }

  /** Whatever it says: it can be asked. */
  #answered(): void {
    this.#isWell = true;
    this.#backoff.reset();
  }

  #put(targets: readonly DiscoveredTarget[]): void {
    const { upstream } = this.#parts;
    const change = changeBetween(upstream.found, targets);
    if (change === undefined) return;
    upstream.discover(targets);
    this.#say('targets changed', change);
  }

  #well(): void {
    const { upstream, rules, platform } = this.#parts;
    if (this.#stopping.isStopped) return;
    this.#answered();
    this.#keepFor();
    if (this.#trouble !== undefined) this.#say('discovery back', 'the source answers');
    this.#trouble = undefined;
    this.#wasOver = false;
    upstream.discovery = { type: rules.type, state: 'current', answeredAt: platform.clock.now(), reason: undefined };
  }

  /** Tells of it when it begins, and not again until it is over. */
  #troubled(reason: string): void {
    const { upstream, rules } = this.#parts;
    const isNew = this.#trouble === undefined;
    this.#trouble = reason;
    if (isNew) this.#say('discovery failing', reason);
    const answeredAt = upstream.discovery?.answeredAt;
    const state = this.#wasOver ? 'stale' : 'failing';
    upstream.discovery = { type: rules.type, state, answeredAt, reason };
  }

  /** The targets known now are good for the whole time again. */
  #keepFor(): void {
    if (!this.#isStarted) return;
    this.#expiry?.cancel();
    this.#expiry = this.#parts.platform.timers.after(this.#parts.rules.keepMs, () => this.#giveUp());
  }

  #giveUp(): void {
    const { upstream } = this.#parts;
    this.#wasOver = true;
    if (upstream.found.length === 0) return;
    upstream.discover([]);
    this.#say('discovery stale', this.#trouble ?? 'no answer');
    this.#troubled(this.#trouble ?? 'no answer');
  }

  #say(
    what: 'targets changed' | 'targets left out' | 'discovery failing' | 'discovery back' | 'discovery stale',
    reason: string,
  ): void {
    const { upstream, onChange } = this.#parts;
    onChange?.({ upstream: upstream.name, target: undefined, what, reason });
  }
}

/** Time between two looks at least, whatever a source says. */
const leastMs = 100;
const longestReason = 200;
