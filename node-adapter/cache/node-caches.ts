import { dirname } from 'node:path';
import type { CacheStoreFactory } from '../../shared/config/compile/compile-cache.ts';
import type { Config } from '../../shared/config/config.ts';
import { Fault } from '../../shared/errors/fault.ts';
import { stateFiles } from '../ledgers/state-file.ts';
import { type DiskParts, DiskStore } from './disk-store.ts';
import { RedisStore } from './redis-store.ts';

/** Makes caches on disk, each in a folder that is made where it is missing, and in a Redis. */
export function nodeCaches(system: Pick<Config['system'], 'user' | 'group'>, parts: DiskParts): CacheStoreFactory {
  return (settings) => {
    if (settings.kind === 'redis') return new RedisStore(settings, parts);
    if (settings.kind === 'edge')
      throw new Fault('internal', { detail: 'there is no data centre around this process' });
    return new DiskStore({ ...settings, path: dirname(stateFiles(system)(settings.path, 'index.db')) }, parts);
  };
}
