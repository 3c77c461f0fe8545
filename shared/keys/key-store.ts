import type { KeyRecord } from './key-record.ts';

/** Keys kept at most: as many as can be listed, and looked for, without a thought. */
export const mostKeys = 100_000;

/**
 * Where keys are kept that are issued at run time. Every instance that shares a store sees a change as soon as it asks;
 * how often it asks is the business of {@link KeyRing}. Whatever fails, fails as `Fault('keys_unavailable')`.
 */
export interface KeyStore {
  /** For logs. */
  readonly name: string;
  /** The key that has this secret, whether it is still good or not. */
  find(hash: string): KeyRecord | undefined | Promise<KeyRecord | undefined>;
  get(id: string): KeyRecord | undefined | Promise<KeyRecord | undefined>;
  /** Keys in the order of their ids, which is that of their making. */
  list(page: KeyPage): readonly KeyRecord[] | Promise<readonly KeyRecord[]>;
  /** Keeps a record in the place of the version before it; version 1 is a new one. Nothing happens unless it is `kept`. */
  put(record: KeyRecord): PutOutcome | Promise<PutOutcome>;
  /** Forgets a key. */
  drop(id: string): void | Promise<void>;
  /** Lets go of files and connections; a store that is used again opens them again. */
  close(): void | Promise<void>;
}

/** A part of a list. */
export interface KeyPage {
  /** Only ids beyond this one; from the beginning when absent. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** `changed`: somebody else was first, and the record is another by now. */
export type PutOutcome = 'kept' | 'changed' | 'full';
