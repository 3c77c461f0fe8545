import { type IRequest, IttyRouter } from 'itty-router';
import { safeParse } from 'valibot';
import { clock as webClock } from '../../../shared/fetch/platform.ts';
import type { Clock } from '../../../shared/platform/platform.ts';
import { ejectionSchema } from './ejection-schema.ts';
import { EjectionTable, type Sql } from './ejection-table.ts';

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
 * those that are out, `POST /ejections` adds one. It knows no recovery: an ejection ends by time alone.
 */
export class HealthObject {
  readonly #storage: HealthStorage;
  readonly #clock: Clock;
  readonly #table: EjectionTable;
  readonly #router = IttyRouter();

  constructor({ storage }: { readonly storage: HealthStorage }, _env: unknown, clock: Clock = webClock) {
    this.#storage = storage;
    this.#clock = clock;
    this.#table = new EjectionTable(storage.sql);
    this.#router
      .get('/ejections', () => Response.json(this.#table.current(this.#clock.now())))
      .post('/ejections', (request) => this.#add(request))
      .all('*', () => new Response(null, { status: 404 }));
  }

  fetch(request: Request): Promise<Response> {
    return this.#router.fetch(request);
  }

  /** Called by the platform: forgets what is over. */
  async alarm(): Promise<void> {
    this.#table.clean(this.#clock.now());
    await this.#cleanLater();
  }

  async #add(request: IRequest): Promise<Response> {
    const read = safeParse(ejectionSchema, await jsonOf(request));
    if (!read.success) return new Response(null, { status: 400 });
    this.#table.put(read.output, this.#clock.now());
    if ((await this.#storage.getAlarm()) === null) await this.#cleanLater();
    return new Response(null, { status: 204 });
  }

  async #cleanLater(): Promise<void> {
    const { nextEnd } = this.#table;
    if (nextEnd !== undefined) await this.#storage.setAlarm(Math.max(nextEnd, this.#clock.now() + cleaningMs));
  }
}

/** `undefined` for what is no JSON; no ejection looks like that. */
async function jsonOf(request: IRequest): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
