import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Files } from '../shared/config/gather.ts';
import { problemOfGeo } from './geo/problem-of-geo.ts';
import { certificates } from './tls/certificates.ts';

/** The file system as configurations see it: paths count from the folder of the file that names them. */
export const configFiles: Required<Files> = {
  read: (path, from) => textOf(resolve(folderOf(from), path)),
  resolve: (path, from) => resolve(folderOf(from), path),
  glob: (pattern, from) =>
    globSync(pattern, { cwd: folderOf(from) })
      .map((path) => resolve(folderOf(from), path))
      .filter((path) => statSync(path).isFile())
      .sort(),
  certificates,
  isFolder,
  problemOfGeo,
};

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What cannot be looked at cannot be served either.
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error), { cause: error });
  }
}

/** Why a file cannot be read, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

function folderOf(from: string | undefined): string {
  return from === undefined ? process.cwd() : dirname(resolve(from));
}
