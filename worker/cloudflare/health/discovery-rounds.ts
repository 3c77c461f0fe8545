import type { Clock } from '../../../shared/platform/platform.ts';
import type { Discovery } from '../../../shared/upstream/discovery/discovery.ts';
import type { FoundTable } from './found-table.ts';

/** Shortest time between two looks at a source. */
const shortestMs = 1_000;

/** Discovery without timers: each round looks at the sources whose time has come, and keeps what they name. */
export class DiscoveryRounds {
  readonly #all: readonly Discovery[];
  readonly #table: FoundTable;
  readonly #clock: Clock;
  /** When each source is to be looked at next, since the epoch. */
  readonly #due = new Map<Discovery, number>();
  /** Those that have said something, or failed, or were known from before. */
  readonly #known = new Set<Discovery>();
  #underWay: Promise<void> | undefined;

  constructor(all: readonly Discovery[], table: FoundTable, clock: Clock) {
    this.#all = all;
    this.#table = table;
    this.#clock = clock;
    this.#restore();
  }

  /** Whether some source has said nothing yet, neither to this object nor to the one before it. */
  get isNew(): boolean {
    return this.#all.some((one) => !this.#known.has(one));
  }

  /** When the next source is to be looked at, since the epoch; `undefined` when there is none. */
  get nextAt(): number | undefined {
    if (this.#all.length === 0) return undefined;
    return Math.max(this.#clock.now() + shortestMs, Math.min(...this.#all.map((one) => this.#due.get(one) ?? 0)));
  }

  /** Looks at those whose time has come, and settles when all have been. Two at once are one. Never rejects. */
  run(): Promise<void> {
    this.#underWay ??= this.#round().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #round(): Promise<void> {
    const now = this.#clock.now();
    await Promise.all(this.#all.filter((one) => (this.#due.get(one) ?? 0) <= now).map((one) => this.#look(one)));
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
