import { resolve } from 'node:path';
import { readDatabase, reasonOf } from './read-database.ts';

/** What is wrong with the database of countries at a path; `undefined` when it is sound. */
export function problemOfGeo(path: string): string | undefined {
  try {
    readDatabase(resolve(path));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
