import type { Platform } from '../../../shared/platform/platform.ts';
import { ErrorLog, type LogLevel } from '../../../shared/telemetry/error-log.ts';
import type { Ejection } from '../../../shared/upstream/ejection.ts';
import type { FoundTargets } from './found-targets.ts';
import type { SharedVerdict } from './verdict.ts';

/** Where isolates tell each other of targets that fail. */
export interface HealthStore {
  /** The targets that are out now, by anybody's word. */
  read(): Promise<readonly Ejection[]>;
  add(ejection: Ejection): Promise<void>;
  /** What health checks have found. Sets the checks going where they are not. */
  verdicts?(): Promise<readonly SharedVerdict[]>;
  /** The targets that sources have named. Has them asked where they are not. */
  targets?(): Promise<readonly FoundTargets[]>;
}

/** What a {@link SharedHealth} is made with. */
export interface SharedHealthParts {
  readonly store: HealthStore;
  /** How long what others found counts as fresh. */
  readonly ttlMs: number;
  readonly platform: Pick<Platform, 'clock' | 'log'>;
}

/** Takes over what others found: the Sentinel of the isolate. */
export interface HealthTaker {
  ejectAsOthers(ejection: Ejection): void;
  /** Checks that the configuration asks for. */
  readonly healthChecks?: readonly object[];
  takeVerdict?(verdict: SharedVerdict): void;
  /** Sources that the configuration has targets learned from. */
  readonly discoveries?: readonly object[];
  /** Takes all that was found elsewhere and is still good. */
  takeTargets?(all: readonly FoundTargets[]): void;
}

/**
 * What an isolate tells the others of failing targets, and learns of them. All of it runs beside the requests; while
 * the store cannot be reached, the isolate knows what it has seen itself.
 */
export class SharedHealth {
  readonly #parts: SharedHealthParts;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #isReached = true;
  /** Whether it was asked once, to the end: no request can wait for the question of another. */
  #isAsked = false;
  /** As the store last told. */
  #found: readonly FoundTargets[] = [];

  constructor(parts: SharedHealthParts) {
    this.#parts = parts;
  }

  /** Whether it is time to ask what others have found. */
  get isDue(): boolean {
    const { platform, ttlMs } = this.#parts;
    return platform.clock.now() - this.#checkedAt >= ttlMs;
  }

  /** Whether requests must wait for what was found: none has been told of it yet. */
  mustWait(taker: HealthTaker): boolean {
    return !this.#isAsked && (isChecked(taker) || learns(taker));
  }

  /** Asks what others have found. Never rejects. */
  async refresh(taker: HealthTaker): Promise<void> {
    // Noted first: the runtime may stop this at any wait, and then the next look is one span away all the same.
    this.#checkedAt = this.#parts.platform.clock.now();
    if (learns(taker)) await this.#learn(taker);
    await this.#reach(async (store) => {
      const [ejections, verdicts] = await Promise.all([store.read(), isChecked(taker) ? store.verdicts?.() : none]);
      for (const ejection of ejections) taker.ejectAsOthers(ejection);
      for (const verdict of verdicts ?? none) taker.takeVerdict?.(verdict);
    });
    this.#isAsked = true;
  }

  /** Targets come first: what is known of their health means nothing before they are there. */
  async #learn(taker: HealthTaker): Promise<void> {
    await this.#reach(async (store) => {
      this.#found = (await store.targets?.()) ?? [];
    });
    const now = this.#parts.platform.clock.now();
    taker.takeTargets?.(this.#found.filter(({ untilMs }) => untilMs > now));
  }

  /** Tells the others of a target that is out of service here. Never rejects. */
  async tell(ejection: Ejection): Promise<void> {
    await this.#reach((store) => store.add(ejection));
  }

  async #reach(use: (store: HealthStore) => Promise<void>): Promise<void> {
    try {
      await use(this.#parts.store);
      if (!this.#isReached) this.#log('info', 'the health of targets is shared again');
      this.#isReached = true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.#isReached) this.#log('warn', `the health of targets is not shared: SENTINEL_HEALTH failed: ${reason}`);
      this.#isReached = false;
    }
  }

  #log(level: LogLevel, message: string): void {
    const { clock, log } = this.#parts.platform;
    new ErrorLog('info', log).write({ at: clock.now(), level, message });
  }
}

const none: readonly SharedVerdict[] = [];

function learns({ discoveries }: HealthTaker): boolean {
  return discoveries !== undefined && discoveries.length > 0;
}

function isChecked({ healthChecks }: HealthTaker): boolean {
  return healthChecks !== undefined && healthChecks.length > 0;
}
