import type { Timers } from '../../shared/platform/timers.ts';
import { inTime } from './in-time.ts';
import type { ConfigStore } from './live-sentinel.ts';

/** Key of the configuration in the KV namespace. */
const key = 'config';
/** Longest wait for KV. */
const readMs = 5_000;

/** The configuration under the key `config` of a KV namespace: KDL or JSON text. */
export function kvConfigStore(namespace: KVNamespace, timers: Timers): ConfigStore {
  return {
    read: async () => (await inTime(namespace.get(key), timers, readMs, 'KV')) ?? undefined,
  };
}
