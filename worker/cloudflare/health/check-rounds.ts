import type { Clock } from '../../../shared/platform/platform.ts';
import type { HealthChecks } from '../../../shared/upstream/health/health-checks.ts';
import type { Target } from '../../../shared/upstream/target.ts';
import type { VerdictTable } from './verdict-table.ts';

/** Intervals for which a verdict is believed when no other follows, beside the time a check may take. */
const heldIntervals = 3;
/** Shortest time between two rounds. */
const shortestMs = 1_000;

/**
 * Health checks without timers: each round asks the targets whose time has come, and keeps what is found for whoever
 * wants to know it.
 */
export class CheckRounds {
  readonly #checks: readonly HealthChecks[];
  readonly #table: VerdictTable;
  readonly #clock: Clock;
  /** When each target is to be asked next, since the epoch, by its name and that of its upstream. */
  readonly #due = new Map<string, number>();
  /** Those that have been asked to the end, by this object or by the one before it. */
  readonly #asked = new Set<string>();
  #underWay: Promise<void> | undefined;

  constructor(checks: readonly HealthChecks[], table: VerdictTable, clock: Clock) {
    this.#checks = checks;
    this.#table = table;
    this.#clock = clock;
    this.#restore();
  }

  get isEmpty(): boolean {
    return this.#checks.length === 0;
  }

  /** Whether some target was never asked, by this object or by the one before it. */
  get isNew(): boolean {
    return this.#checks.some((checks) =>
      checks.upstream.targets.some((target) => !this.#asked.has(keyOf(checks, target))),
    );
  }

  /** When the next target is to be asked, since the epoch; `undefined` when there is none. */
  get nextAt(): number | undefined {
    if (this.isEmpty) return undefined;
    const due = this.#checks.flatMap((checks) => checks.upstream.targets.map((target) => this.#dueAt(checks, target)));
    return Math.max(this.#clock.now() + shortestMs, Math.min(...due));
  }

  /** Asks those whose time has come, and settles when all have been. Two at once are one. Never rejects. */
  run(): Promise<void> {
    this.#underWay ??= this.#round().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #round(): Promise<void> {
    const now = this.#clock.now();
    this.#forget();
    const asking = this.#checks.flatMap((checks) =>
      checks.upstream.targets
        .filter((target) => this.#dueAt(checks, target) <= now)
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

  #dueAt(checks: HealthChecks, target: Target): number {
    return this.#due.get(keyOf(checks, target)) ?? 0;
  }

  /** Targets come and go where they are discovered. */
  #forget(): void {
    const keys = new Set(this.#checks.flatMap((checks) => checks.upstream.targets.map((each) => keyOf(checks, each))));
    for (const known of [this.#due, this.#asked]) {
      for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
    }
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
