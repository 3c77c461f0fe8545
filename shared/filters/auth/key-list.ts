import type { Routed } from '../../engine/exchange.ts';
import { fullDigest } from '../../http/digest.ts';
import type { Random } from '../../platform/platform.ts';
import { saltedDigest } from './salted-digest.ts';

/** A key that is let in, by the name it goes by. */
export interface KnownKey {
  readonly name: string;
}

/** Where keys are looked up. Anything that knows keys can stand here: a list of a configuration, a store of issued ones. */
export interface KeySource {
  /** `undefined`: nobody of this source has that key. */
  find(key: string, exchange: Routed): KnownKey | undefined | Promise<KnownKey | undefined>;
}

/** A key as a configuration has it: its SHA-256 in hexadecimal. */
export interface HashedKey {
  readonly name: string;
  readonly hash: string;
}

/**
 * The keys of a configuration. A plain hash is enough, and costs nothing, as keys are too long to be guessed; they are
 * found by a salted hash of that one, so that the time it takes tells nothing.
 */
export function keyList(keys: readonly HashedKey[], random: Random): KeySource {
  const digest = saltedDigest(random);
  const known = new Map(keys.map(({ name, hash }) => [digest(hash.toLowerCase()), { name }]));
  return { find: (key) => known.get(digest(fullDigest(key))) };
}
