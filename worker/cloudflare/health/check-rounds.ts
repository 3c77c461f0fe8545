import type { Clock } from '../../../shared/platform/platform.ts';
import type { HealthChecks } from '../../../shared/upstream/health/health-checks.ts';
import type { Target } from '../../../shared/upstream/target.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { DueTimes } from './due-times.ts';
import type { VerdictTable } from './verdict-table.ts';

/** Intervals for which a verdict is believed when no other follows, beside the time a check may take. */
const heldIntervals = 3;

/**
 * Health checks without timers: each round asks the targets whose time has come, and keeps what is found for whoever
 * wants to know it.
 */
export class CheckRounds {
  /** Asks those whose time has come, and settles when all have been. Two at once are one. Never rejects. */
  readonly run: () => Promise<void> = oneAtATime(() => this.#round());
  readonly #checks: readonly HealthChecks[];
  readonly #table: VerdictTable;
  readonly #clock: Clock;
  /** When each target is to be asked next, by its name and that of its upstream. */
  readonly #due: DueTimes<string>;
  /** Those that have been asked to the end, by this object or by the one before it. */
  readonly #asked = new Set<string>();

  constructor(checks: readonly HealthChecks[], table: VerdictTable, clock: Clock) {
    this.#checks = checks;
    this.#table = table;
    this.#clock = clock;
    this.#due = new DueTimes(clock);
    this.#restore();
  }

  /** Whether some target was never asked, by this object or by the one before it. */
  get isNew(): boolean {
    return this.#keys().some((key) => !this.#asked.has(key));
  }

  /** When the next target is to be asked, since the epoch; `undefined` when there is none. */
  get nextAt(): number | undefined {
    return this.#due.nextOf(this.#keys());
  }

  async #round(): Promise<void> {
    this.#forget();
    const asking = this.#checks.flatMap((checks) =>
      checks.upstream.targets
        .filter((target) => this.#due.isDue(keyOf(checks, target)))
        .map((target) => this.#ask(checks, target)),
    );
    await Promise.all(asking);
  }

  async #ask(checks: HealthChecks, target: Target): Promise<void> {
    this.#due.set(keyOf(checks, target), this.#clock.now() + checks.intervalMs);
    await checks.check(target);
    this.#asked.add(keyOf(checks, target));
    const { upstream, intervalMs, longestMs } = checks;
    const verdict = upstream.verdict(target);
    if (!verdict) return;
    const untilMs = this.#clock.now() + heldIntervals * intervalMs + 2 * longestMs;
    this.#table.put({ upstream: upstream.name, target: target.name, ...verdict, untilMs });
  }

  /** Targets come and go where they are discovered. */
  #forget(): void {
    const keys = new Set(this.#keys());
    this.#due.keepOnly(keys);
    for (const key of this.#asked) if (!keys.has(key)) this.#asked.delete(key);
  }

  #keys(): readonly string[] {
    return this.#checks.flatMap((checks) => checks.upstream.targets.map((target) => keyOf(checks, target)));
  }

  /** Goes on with the verdicts of the object before this one. */
  #restore(): void {
    const now = this.#clock.now();
    for (const { upstream: name, target: asked, untilMs, ...verdict } of this.#table.current(now)) {
      const checks = this.#checks.find(({ upstream }) => upstream.name === name);
      const target = checks?.upstream.targets.find((each) => each.name === asked);
      if (!checks || !target) continue;
      checks.upstream.takeVerdict(asked, verdict, untilMs);
      this.#asked.add(keyOf(checks, target));
      this.#due.set(
        keyOf(checks, target),
        Math.min(untilMs - heldIntervals * checks.intervalMs, now + checks.intervalMs),
      );
    }
  }
}

function keyOf({ upstream }: HealthChecks, { name }: Target): string {
  return `${upstream.name} ${name}`;
}
