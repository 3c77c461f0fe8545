import type { KeyRecord } from './key-record.ts';
import { type KeyPage, type KeyStore, mostKeys, type PutOutcome } from './key-store.ts';

/** Keys for as long as the process lives. */
export class MemoryKeyStore implements KeyStore {
  readonly name = 'memory';
  readonly #most: number;
  readonly #byId = new Map<string, KeyRecord>();
  readonly #byHash = new Map<string, KeyRecord>();

  constructor(most = mostKeys) {
    this.#most = most;
  }

  find(hash: string): KeyRecord | undefined {
    return this.#byHash.get(hash);
  }

  get(id: string): KeyRecord | undefined {
    return this.#byId.get(id);
  }

  list({ after = '', limit }: KeyPage): readonly KeyRecord[] {
    const beyond = [...this.#byId.values()].filter(({ id }) => id > after);
    return beyond.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  }

  put(record: KeyRecord): PutOutcome {
    const before = this.#byId.get(record.id);
    if ((before?.version ?? 0) !== record.version - 1) return 'changed';
    if (!before && this.#byId.size >= this.#most) return 'full';
    this.drop(record.id);
    this.#byId.set(record.id, record);
    for (const { hash } of record.secrets) this.#byHash.set(hash, record);
    return 'kept';
  }

  drop(id: string): void {
    for (const { hash } of this.#byId.get(id)?.secrets ?? []) this.#byHash.delete(hash);
    this.#byId.delete(id);
  }

  close(): void {}
}
