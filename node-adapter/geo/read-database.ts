import { readFileSync, type Stats, statSync } from 'node:fs';
import { type GeoReader, soundReader } from './sound-reader.ts';

/** A sound database as it stood in its file. */
export interface ReadDatabase {
  readonly reader: GeoReader;
  readonly mark: string;
}

/**
 * Reads the database at a path, unless the same file is in memory already: whoever checks a configuration and whoever then
 * serves by it read it once. Throws an error that says in a sentence what is wrong with it.
 */
export function readDatabase(path: string): ReadDatabase {
  let mark: string;
  let content: Buffer;
  try {
    mark = markOf(statSync(path));
    const known = latest.get(path)?.deref();
    if (known?.mark === mark) return known;
    content = readFileSync(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(reasons[code]?.(path) ?? `the file ${path} cannot be read (${code})`, { cause: error });
  }
  try {
    return remembered(path, { reader: soundReader(content), mark });
  } catch (error) {
    throw new Error(`the file ${path} cannot be used: ${reasonOf(error)}`, { cause: error });
  }
}

/** Notes what was read otherwise. */
export function remembered(path: string, database: ReadDatabase): ReadDatabase {
  for (const [other, ref] of latest) if (!ref.deref()) latest.delete(other);
  latest.set(path, new WeakRef(database));
  return database;
}

/** Size and time of change of a file, and which one it is. */
export function markOf({ size, mtimeMs, ino }: Pick<Stats, 'size' | 'mtimeMs' | 'ino'>): string {
  return `${size} ${mtimeMs} ${ino}`;
}

/** What an error says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** By path; what nobody uses any more is let go of. */
const latest = new Map<string, WeakRef<ReadDatabase>>();

const reasons: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `there is no file ${path}`,
  EISDIR: (path) => `${path} is a folder`,
  EACCES: (path) => `this user may not read the file ${path}`,
};
