import { Fault } from '../../../shared/errors/fault.ts';
import type { KeyRecord } from '../../../shared/keys/key-record.ts';
import type { KeyPage, KeyStore, PutOutcome } from '../../../shared/keys/key-store.ts';
import type { Timers } from '../../../shared/platform/timers.ts';
import { inTime } from '../in-time.ts';

/** Longest wait for the object. */
const answerMs = 2_000;
/** One object for all keys: isolates remember them, and ask seldom. */
const objectName = 'all';

/** What we use of the binding. */
export interface KeysNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(url: string, init: RequestInit): Promise<Response> };
}

/** The keys behind the binding of `KeysObject`. */
export class ObjectKeyStore implements KeyStore {
  readonly name = 'SENTINEL_KEYS';
  readonly #namespace: KeysNamespace;
  readonly #timers: Timers;

  constructor(namespace: KeysNamespace, timers: Timers) {
    this.#namespace = namespace;
    this.#timers = timers;
  }

  async find(hash: string): Promise<KeyRecord | undefined> {
    return (await this.#ask<KeyRecord | null>('find', hash)) ?? undefined;
  }

  async get(id: string): Promise<KeyRecord | undefined> {
    return (await this.#ask<KeyRecord | null>('get', id)) ?? undefined;
  }

  list(page: KeyPage): Promise<readonly KeyRecord[]> {
    return this.#ask('list', page);
  }

  put(record: KeyRecord): Promise<PutOutcome> {
    return this.#ask('put', record);
  }

  async drop(id: string): Promise<void> {
    await this.#ask('drop', id);
  }

  close(): void {}

  async #ask<Answer>(operation: string, asked: unknown): Promise<Answer> {
    try {
      return await inTime(this.#asked<Answer>(operation, asked), this.#timers, answerMs, 'it');
    } catch (error) {
      throw new Fault('keys_unavailable', { detail: `SENTINEL_KEYS failed: ${String(error)}`, cause: error });
    }
  }

  /** What our own object answers is not looked at again. */
  async #asked<Answer>(operation: string, asked: unknown): Promise<Answer> {
    // A stub belongs to the request that made it.
    const stub = this.#namespace.get(this.#namespace.idFromName(objectName));
    const init = { method: 'POST', body: JSON.stringify(asked) };
    // Only the path of it means anything.
    const response = await stub.fetch(`http://keys/${operation}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return JSON.parse(text) as Answer;
  }
}
