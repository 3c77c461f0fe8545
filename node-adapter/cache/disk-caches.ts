import { dirname } from 'node:path';
import type { CacheStoreFactory } from '../../shared/config/compile/compile-cache.ts';
import type { Config } from '../../shared/config/config.ts';
import { stateFiles } from '../ledgers/state-file.ts';
import { type DiskParts, DiskStore } from './disk-store.ts';

/** Makes caches on disk, each in a folder that is made where it is missing. */
export function diskCaches(system: Pick<Config['system'], 'user' | 'group'>, parts: DiskParts): CacheStoreFactory {
  return (settings) =>
    new DiskStore({ ...settings, path: dirname(stateFiles(system)(settings.path, 'index.db')) }, parts);
}
