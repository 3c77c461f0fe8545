import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { CacheStore, KeptResponse, StoreWriter } from './cache-store.ts';

/** Responses that rise at once. */
const mostRising = 32;
/** One response takes no more of the fast store than its share of so many. */
const leastInFast = 8;

/** What is on its way from a large store into a fast one, beside the requests that found it. */
export class Risings {
  readonly #fast: CacheStore;
  readonly #rising = new Map<string, Rising>();

  constructor(fast: CacheStore) {
    this.#fast = fast;
  }

  /** Takes a response up, unless it had better stay where it is. */
  begin(key: string, found: KeptResponse): void {
    if (!this.#mayRise(key, found)) return;
    const writer = this.#fast.put(key, found.head);
    if (!writer) return;
    const rising = new Rising(found, writer, () => this.#rising.delete(key));
    this.#rising.set(key, rising);
    rising.start();
  }

  /** What rises under a key is not what stands there any more. */
  giveUp(key: string): void {
    this.#rising.get(key)?.giveUp();
  }

  giveUpAll(): void {
    for (const rising of [...this.#rising.values()]) rising.giveUp();
  }

  #mayRise(key: string, { isOutdated, length }: KeptResponse): boolean {
    if (isOutdated || this.#rising.has(key) || this.#rising.size >= mostRising) return false;
    // Something newer may have come while the large one was asked.
    return length <= this.#fast.counts().maxBytes / leastInFast && this.#fast.get(key) === undefined;
  }
}

/** Copies one response. */
class Rising implements BodySink {
  readonly #body: Body;
  readonly #writer: StoreWriter;
  readonly #onOver: () => void;
  #isOver = false;

  constructor(found: KeptResponse, writer: StoreWriter, onOver: () => void) {
    this.#body = found.body();
    this.#writer = writer;
    this.#onOver = onOver;
  }

  start(): void {
    this.#body.start(this);
  }

  giveUp(): void {
    if (this.#isOver) return;
    this.#over();
    this.#writer.abort();
    this.#body.cancel(new Fault('client_left'));
  }

  write(chunk: Uint8Array): boolean {
    return !this.#isOver && this.#writer.write(chunk);
  }

  end(): void {
    if (this.#isOver) return;
    this.#over();
    void this.#writer.commit();
  }

  fail(): void {
    if (this.#isOver) return;
    this.#over();
    this.#writer.abort();
  }

  #over(): void {
    this.#isOver = true;
    this.#onOver();
  }
}
