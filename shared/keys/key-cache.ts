import type { Clock } from '../platform/platform.ts';
import type { KeyRecord } from './key-record.ts';
import { VirtualKey } from './virtual-key.ts';

/** How much is remembered of keys, and how long. */
export interface KeyCacheSettings {
  /** Longest that an instance goes by what it knows: changes take that long to be felt everywhere. */
  readonly freshMs: number;
  readonly mostKeys: number;
}

/** Hashes that no key has are remembered apart, so that guesses press no real key out. */
const mostUnknown = 1_000;

/** What an instance knows of keys by the hash of their secret. */
export class KeyCache {
  readonly #settings: KeyCacheSettings;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #known = new Map<string, Entry>();
  readonly #unknown = new Map<string, number>();

  constructor(settings: KeyCacheSettings, clock: Pick<Clock, 'monotonic'>) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** The key, `null` when there is none, `undefined` when the store is to be asked. */
  get(hash: string): VirtualKey | null | undefined {
    const entry = this.#known.get(hash);
    const since = entry?.since ?? this.#unknown.get(hash);
    if (since === undefined || this.#clock.monotonic() - since >= this.#settings.freshMs) return undefined;
    return entry?.key ?? null;
  }

  /** Notes what the store said when it was asked at `since`. */
  note(hash: string, record: KeyRecord | undefined, since: number): VirtualKey | null {
    if (!record) {
      this.#known.delete(hash);
      remember(this.#unknown, hash, since, mostUnknown);
      return null;
    }
    this.#unknown.delete(hash);
    const before = this.#known.get(hash)?.key;
    const isSame = before !== undefined && before.id === record.id && before.version === record.version;
    const key = isSame ? before : new VirtualKey(record);
    remember(this.#known, hash, { key, since }, this.#settings.mostKeys);
    return key;
  }

  /** Forgets what was known, so that a change made here is felt here at once. */
  forget(hashes: readonly string[]): void {
    for (const hash of hashes) {
      this.#known.delete(hash);
      this.#unknown.delete(hash);
    }
  }
}

interface Entry {
  readonly key: VirtualKey;
  readonly since: number;
}

/** Those that were noted longest ago go first. */
function remember<Value>(map: Map<string, Value>, hash: string, value: Value, most: number): void {
  map.delete(hash);
  map.set(hash, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}
