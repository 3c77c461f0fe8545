import type { Clock } from '../platform/platform.ts';
import type { KeyCache } from './key-cache.ts';
import type { KeyRecord } from './key-record.ts';
import { hasForm, hashOf, isWhole } from './key-secret.ts';
import type { KeyStore } from './key-store.ts';
import { type KeyRefusal, VirtualKey } from './virtual-key.ts';

/** What a secret that was shown is worth. */
export type KeyAnswer =
  | { readonly kind: 'known'; readonly key: VirtualKey }
  | { readonly kind: 'refused'; readonly why: KeyRefusal | 'mistyped' };

/** What a ring is made of. */
export interface KeyRingParts {
  /** Keys that the configuration declares; they go before those of the store. */
  readonly declared: readonly KeyRecord[];
  /** Absent where the configuration has all keys there are. */
  readonly store: KeyStore | undefined;
  readonly cache: KeyCache;
  readonly clock: Clock;
}

/** All keys that are good here: those of the configuration and those of a store. */
export class KeyRing {
  readonly #parts: KeyRingParts;
  readonly #declared: ReadonlyMap<string, VirtualKey>;

  constructor(parts: KeyRingParts) {
    this.#parts = parts;
    this.#declared = new Map(
      parts.declared.flatMap((record) => {
        const key = new VirtualKey(record);
        return record.secrets.map(({ hash }) => [hash, key] as const);
      }),
    );
  }

  /** Tells what a secret is worth. Rejects with `Fault('keys_unavailable')` when that cannot be known. */
  identify(secret: string): KeyAnswer | Promise<KeyAnswer> {
    if (!hasForm(secret)) return mistyped;
    const hash = hashOf(secret);
    const { store, cache } = this.#parts;
    const known = this.#declared.get(hash) ?? cache.get(hash);
    if (known) return this.#answer(known, hash);
    // Nobody is asked about what never was a key. Only now, as keys that are known are whole.
    if (!isWhole(secret)) return mistyped;
    if (known === null || !store) return unknown;
    const since = this.#parts.clock.monotonic();
    const found = store.find(hash);
    if (found instanceof Promise) return found.then((record) => this.#answer(cache.note(hash, record, since), hash));
    return this.#answer(cache.note(hash, found, since), hash);
  }

  #answer(key: VirtualKey | null, hash: string): KeyAnswer {
    if (key === null) return unknown;
    const why = key.refusal(hash, this.#parts.clock.now());
    return why === undefined ? { kind: 'known', key } : { kind: 'refused', why };
  }
}

const mistyped: KeyAnswer = { kind: 'refused', why: 'mistyped' };
const unknown: KeyAnswer = { kind: 'refused', why: 'unknown' };
