import { readFileSync } from 'node:fs';
import { soundReader } from './sound-reader.ts';

/** What is wrong with the database of countries at a path; `undefined` when it is sound. */
export function problemOfGeo(path: string): string | undefined {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `there is no file ${path}` : `the file ${path} cannot be read (${code})`;
  }
  try {
    soundReader(content);
    return undefined;
  } catch (error) {
    return `${path} is no sound database of countries: ${error instanceof Error ? error.message : String(error)}`;
  }
}
