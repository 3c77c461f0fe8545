import { type IRequest, IttyRouter } from 'itty-router';
import { clock as webClock } from '../../../shared/fetch/platform.ts';
import { answerTo, askByText, type FaceAnswer, ledgerOperations, parsedAs } from '../../../shared/ledger/http-face.ts';
import { mostRequestBytes } from '../../../shared/ledger/http-requests.ts';
import type { Clock } from '../../../shared/platform/platform.ts';
import { ObjectBookStore } from './object-book-store.ts';
import type { ObjectStorage } from './object-sql.ts';
import { ShardBook } from './shard-book.ts';
import { shardRequests } from './shard-requests.ts';
import { textWithin } from './text-within.ts';

/** What the object keeps its tables and its alarm in. */
export interface LedgerStorage extends ObjectStorage {
  getAlarm(): Promise<number | null>;
  setAlarm(atMs: number): Promise<void>;
}

/** Between two walks over all counters, and between two steps of one. */
const cleaningMs = 60_000;
const stepMs = 1_000;
/** Counters looked at in one step: some milliseconds. */
const stepSize = 2_000;
/** Times that some of what has expired is ended in one step. */
const mostRounds = 64;

/**
 * The Durable Object that keeps one shard of the ledger: each operation is a POST of JSON to the path of its name. The
 * platform sends no answer before what it says is kept.
 */
export class LedgerObject {
  readonly #storage: LedgerStorage;
  readonly #clock: Clock;
  readonly #store: ObjectBookStore;
  readonly #shard: ShardBook;
  readonly #router = IttyRouter();
  /** Whether an alarm is known to be set. */
  #isAlarmSet = false;

  constructor({ storage }: { readonly storage: LedgerStorage }, _env: unknown, clock: Clock = webClock) {
    this.#storage = storage;
    this.#clock = clock;
    this.#store = new ObjectBookStore(storage, clock);
    const shard = new ShardBook(this.#store);
    this.#shard = shard;
    for (const operation of ledgerOperations) {
      this.#route(operation, (text) => askByText(shard, operation, text));
    }
    this.#route('reserve-part', (text) =>
      answerTo(() => shard.reservePart(parsedAs(shardRequests['reserve-part'], text))),
    );
    this.#route('undo', (text) => answerTo(() => shard.undo(parsedAs(shardRequests.undo, text).id)));
    this.#router.all('*', () => new Response(null, { status: 404 }));
  }

  fetch(request: Request): Promise<Response> {
    return this.#router.fetch(request);
  }

  /** Called by the platform: ends what has expired, and drops what is idle of some counters. */
  async alarm(): Promise<void> {
    const isThrough = this.#expire() && this.#store.clean(stepSize);
    this.#isAlarmSet = !this.#store.isEmpty;
    if (this.#isAlarmSet) await this.#storage.setAlarm(this.#clock.now() + (isThrough ? cleaningMs : stepMs));
  }

  /** Answers whether nothing more has expired. */
  #expire(): boolean {
    for (let round = 0; round < mostRounds; round += 1) {
      if (this.#store.expired(this.#store.now(), 1).length === 0) return true;
      // Each operation ends some of what has expired.
      this.#shard.read([]);
    }
    return false;
  }

  #route(path: string, answer: (text: string) => Promise<FaceAnswer>): void {
    this.#router.post(`/${path}`, async (request: IRequest) => {
      const body = await textWithin(request as unknown as Request, mostRequestBytes);
      if (body === undefined) return new Response(null, { status: 413 });
      const { status, text } = await answer(body);
      await this.#cleanLater();
      return new Response(text, { status, headers: { 'content-type': 'application/json' } });
    });
  }

  async #cleanLater(): Promise<void> {
    if (this.#isAlarmSet) return;
    this.#isAlarmSet = true;
    if ((await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(this.#clock.now() + cleaningMs);
  }
}
