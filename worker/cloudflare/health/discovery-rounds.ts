import type { Clock } from '../../../shared/platform/platform.ts';
import type { Discovery } from '../../../shared/upstream/discovery/discovery.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { DueTimes } from './due-times.ts';
import type { FoundTable } from './found-table.ts';

/** Discovery without timers: each round looks at the sources whose time has come, and keeps what they name. */
export class DiscoveryRounds {
  /** Looks at those whose time has come, and settles when all have been. Two at once are one. Never rejects. */
  readonly run: () => Promise<void> = oneAtATime(() => this.#round());
  readonly #all: readonly Discovery[];
  readonly #table: FoundTable;
  readonly #clock: Clock;
  /** When each source is to be looked at next. */
  readonly #due: DueTimes<Discovery>;
  /** Those that have said something, or failed, or were known from before. */
  readonly #known = new Set<Discovery>();

  constructor(all: readonly Discovery[], table: FoundTable, clock: Clock) {
    this.#all = all;
    this.#table = table;
    this.#clock = clock;
    this.#due = new DueTimes(clock);
    this.#restore();
  }

  /** Whether some source has said nothing yet, neither to this object nor to the one before it. */
  get isNew(): boolean {
    return this.#all.some((one) => !this.#known.has(one));
  }

  /** When the next source is to be looked at, since the epoch; `undefined` when there is none. */
  get nextAt(): number | undefined {
    return this.#due.nextOf(this.#all);
  }

  async #round(): Promise<void> {
    await Promise.all(this.#all.filter((one) => this.#due.isDue(one)).map((one) => this.#look(one)));
  }

  async #look(discovery: Discovery): Promise<void> {
    // Whoever asks meanwhile must not ask the source too.
    this.#due.set(discovery, Number.POSITIVE_INFINITY);
    this.#due.set(discovery, this.#clock.now() + (await discovery.look()));
    this.#known.add(discovery);
    discovery.giveUpOld();
    const { upstream, keepMs } = discovery;
    const answeredAt = upstream.discovery?.answeredAt;
    if (answeredAt === undefined) return;
    this.#table.put({ upstream: upstream.name, targets: upstream.found, untilMs: answeredAt + keepMs });
  }

  /** Goes on with what the object before this one was told; it is asked for again at once. */
  #restore(): void {
    for (const { upstream, targets, untilMs } of this.#table.current(this.#clock.now())) {
      const discovery = this.#all.find((one) => one.upstream.name === upstream);
      if (!discovery) continue;
      discovery.restore(targets, untilMs - discovery.keepMs);
      this.#known.add(discovery);
    }
  }
}
