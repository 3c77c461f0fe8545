import { type IRequest, IttyRouter } from 'itty-router';
import { safeParse } from 'valibot';
import { clock as webClock } from '../../../shared/fetch/platform.ts';
import type { Clock } from '../../../shared/platform/platform.ts';
import type { Discovery } from '../../../shared/upstream/discovery/discovery.ts';
import type { HealthChecks } from '../../../shared/upstream/health/health-checks.ts';
import { CheckRounds } from './check-rounds.ts';
import { DiscoveryRounds } from './discovery-rounds.ts';
import { ejectionSchema } from './ejection-schema.ts';
import { EjectionTable, type Sql } from './ejection-table.ts';
import { FoundTable } from './found-table.ts';
import { VerdictTable } from './verdict-table.ts';

/** What the object keeps its rows and its alarm in. */
export interface HealthStorage {
  readonly sql: Sql;
  getAlarm(): Promise<number | null>;
  setAlarm(atMs: number): Promise<void>;
}

/** What the configuration asks to be done beside the requests; the same arrays while that is the same. */
export interface HealthWork {
  readonly checks: readonly HealthChecks[];
  readonly discoveries: readonly Discovery[];
}

/** Shortest time between two cleanings. */
const cleaningMs = 10_000;

/**
 * The Durable Object through which the isolates of a Worker tell each other which targets fail: `GET /ejections` lists
 * those that are out, `POST /ejections` adds one. An ejection ends by time alone. Where the configuration asks for
 * health checks, it makes them by its alarm, and `GET /verdicts` lists what they found; where targets are learned from
 * elsewhere, it asks for them by its alarm, and `GET /targets` lists them.
 */
export class HealthObject {
  readonly #storage: HealthStorage;
  readonly #clock: Clock;
  readonly #ejections: EjectionTable;
  readonly #verdicts: VerdictTable;
  readonly #found: FoundTable;
  readonly #work: () => Promise<HealthWork>;
  readonly #router = IttyRouter();
  #rounds: Rounds | undefined;

  constructor(
    { storage }: { readonly storage: HealthStorage },
    _env: unknown,
    clock: Clock = webClock,
    work: () => Promise<HealthWork> = async () => nothing,
  ) {
    this.#storage = storage;
    this.#clock = clock;
    this.#work = work;
    this.#ejections = new EjectionTable(storage.sql);
    this.#verdicts = new VerdictTable(storage.sql);
    this.#found = new FoundTable(storage.sql);
    this.#router
      .get('/ejections', () => Response.json(this.#ejections.current(this.#clock.now())))
      .post('/ejections', (request) => this.#add(request))
      .get('/verdicts', () => this.#listVerdicts())
      .get('/targets', () => this.#listTargets())
      .all('*', () => new Response(null, { status: 404 }));
  }

  fetch(request: Request): Promise<Response> {
    return this.#router.fetch(request);
  }

  /** Called by the platform: asks the sources and targets whose time has come, and forgets what is over. */
  async alarm(): Promise<void> {
    const rounds = await this.#currentRounds();
    await rounds.discovery.run();
    await rounds.checks.run();
    const now = this.#clock.now();
    for (const table of [this.#ejections, this.#verdicts, this.#found]) table.clean(now);
    await this.#wakeLater(rounds);
  }

  async #add(request: IRequest): Promise<Response> {
    const read = safeParse(ejectionSchema, await jsonOf(request));
    if (!read.success) return new Response(null, { status: 400 });
    this.#ejections.put(read.output, this.#clock.now());
    if ((await this.#storage.getAlarm()) === null) await this.#wakeLater(await this.#currentRounds());
    return new Response(null, { status: 204 });
  }

  /** Whoever asks first sets the checks going, and waits for what they find. */
  async #listVerdicts(): Promise<Response> {
    await this.#begin(true);
    return Response.json(this.#verdicts.current(this.#clock.now()));
  }

  async #listTargets(): Promise<Response> {
    await this.#begin(false);
    return Response.json(this.#found.current(this.#clock.now()));
  }

  /** Asks what was never asked, and goes on by the alarm. */
  async #begin(withChecks: boolean): Promise<void> {
    const rounds = await this.#currentRounds();
    if (rounds.discovery.isNew) await rounds.discovery.run();
    if (withChecks && rounds.checks.isNew) await rounds.checks.run();
    if ((await this.#storage.getAlarm()) === null) await this.#wakeLater(rounds);
  }

  async #currentRounds(): Promise<Rounds> {
    const work = await this.#work();
    const { checks, discoveries } = work;
    if (this.#rounds?.of.checks === checks && this.#rounds.of.discoveries === discoveries) return this.#rounds;
    this.#rounds = {
      of: work,
      // What was found is to be checked.
      discovery: new DiscoveryRounds(discoveries, this.#found, this.#clock),
      checks: new CheckRounds(checks, this.#verdicts, this.#clock),
    };
    return this.#rounds;
  }

  async #wakeLater({ checks, discovery }: Rounds): Promise<void> {
    const { nextEnd } = this.#ejections;
    const cleaningAt = nextEnd === undefined ? never : Math.max(nextEnd, this.#clock.now() + cleaningMs);
    const at = Math.min(cleaningAt, checks.nextAt ?? never, discovery.nextAt ?? never);
    if (at !== never) await this.#storage.setAlarm(at);
  }
}

interface Rounds {
  readonly of: HealthWork;
  readonly checks: CheckRounds;
  readonly discovery: DiscoveryRounds;
}

const nothing: HealthWork = { checks: [], discoveries: [] };
const never = Number.POSITIVE_INFINITY;

/** `undefined` for what is no JSON; no ejection looks like that. */
async function jsonOf(request: IRequest): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
