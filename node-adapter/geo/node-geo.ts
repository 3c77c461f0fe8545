import { resolve } from 'node:path';
import { Fault } from '../../shared/errors/fault.ts';
import type { GeoDatabase, GeoSource } from '../../shared/platform/geo.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { MmdbFile } from './mmdb-file.ts';
import { type ReadDatabase, readDatabase, reasonOf } from './read-database.ts';

/** The databases of this machine. One that several filters use, or several plans in turn, is in memory once. */
export function nodeGeo(clock: Clock): GeoSource {
  const open = new Map<string, WeakRef<MmdbFile>>();
  return {
    open(path: string, onProblem: (problem: string) => void): GeoDatabase {
      const place = resolve(path);
      const known = open.get(place)?.deref();
      if (known) return known;
      const file = new MmdbFile(place, contentOf(place), { clock, onProblem });
      for (const [other, ref] of open) if (!ref.deref()) open.delete(other);
      open.set(place, new WeakRef(file));
      return file;
    },
  };
}

function contentOf(path: string): ReadDatabase {
  try {
    return readDatabase(path);
  } catch (error) {
    throw new Fault('internal', { detail: `database-path: ${reasonOf(error)}`, cause: error });
  }
}
