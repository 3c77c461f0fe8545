import { type IRequest, IttyRouter } from 'itty-router';
import { safeParse } from 'valibot';
import { clock as webClock } from '../../../shared/fetch/platform.ts';
import type { Clock } from '../../../shared/platform/platform.ts';
import type { HealthChecks } from '../../../shared/upstream/health/health-checks.ts';
import { CheckRounds } from './check-rounds.ts';
import { ejectionSchema } from './ejection-schema.ts';
import { EjectionTable, type Sql } from './ejection-table.ts';
import { VerdictTable } from './verdict-table.ts';

/** What the object keeps its rows and its alarm in. */
export interface HealthStorage {
  readonly sql: Sql;
  getAlarm(): Promise<number | null>;
  setAlarm(atMs: number): Promise<void>;
}

/** Shortest time between two cleanings. */
const cleaningMs = 10_000;

/**
 * The Durable Object through which the isolates of a Worker tell each other which targets fail: `GET /ejections` lists
 * those that are out, `POST /ejections` adds one. An ejection ends by time alone. Where the configuration asks for
 * health checks, it makes them by its alarm, and `GET /verdicts` lists what they found.
 */
export class HealthObject {
  readonly #storage: HealthStorage;
  readonly #clock: Clock;
  readonly #ejections: EjectionTable;
  readonly #verdicts: VerdictTable;
  readonly #checks: () => Promise<readonly HealthChecks[]>;
  readonly #router = IttyRouter();
  #rounds: { readonly of: readonly HealthChecks[]; readonly rounds: CheckRounds } | undefined;

  constructor(
    { storage }: { readonly storage: HealthStorage },
    _env: unknown,
    clock: Clock = webClock,
    checks: () => Promise<readonly HealthChecks[]> = async () => none,
  ) {
    this.#storage = storage;
    this.#clock = clock;
    this.#checks = checks;
    this.#ejections = new EjectionTable(storage.sql);
    this.#verdicts = new VerdictTable(storage.sql);
    this.#router
      .get('/ejections', () => Response.json(this.#ejections.current(this.#clock.now())))
      .post('/ejections', (request) => this.#add(request))
      .get('/verdicts', () => this.#listVerdicts())
      .all('*', () => new Response(null, { status: 404 }));
  }

  fetch(request: Request): Promise<Response> {
    return this.#router.fetch(request);
  }

  /** Called by the platform: asks the targets whose time has come, and forgets what is over. */
  async alarm(): Promise<void> {
    const rounds = await this.#currentRounds();
    await rounds.run();
    this.#ejections.clean(this.#clock.now());
    this.#verdicts.clean(this.#clock.now());
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
    const rounds = await this.#currentRounds();
    if (rounds.isNew) await rounds.run();
    if ((await this.#storage.getAlarm()) === null) await this.#wakeLater(rounds);
    return Response.json(this.#verdicts.current(this.#clock.now()));
  }

  async #currentRounds(): Promise<CheckRounds> {
    const of = await this.#checks();
    if (this.#rounds?.of !== of) this.#rounds = { of, rounds: new CheckRounds(of, this.#verdicts, this.#clock) };
    return this.#rounds.rounds;
  }

  async #wakeLater(rounds: CheckRounds): Promise<void> {
    const { nextEnd } = this.#ejections;
    const cleaningAt = nextEnd === undefined ? never : Math.max(nextEnd, this.#clock.now() + cleaningMs);
    const at = Math.min(cleaningAt, rounds.nextAt ?? never);
    if (at !== never) await this.#storage.setAlarm(at);
  }
}

const none: readonly HealthChecks[] = [];
const never = Number.POSITIVE_INFINITY;

/** `undefined` for what is no JSON; no ejection looks like that. */
async function jsonOf(request: IRequest): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
