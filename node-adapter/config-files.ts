import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Files } from '../shared/config/gather.ts';
import { certificates } from './tls/certificates.ts';

/** The file system as configurations see it: paths count from the folder of the file that names them. */
export const configFiles: Required<Files> = {
  read: (path, from) => readFileSync(resolve(folderOf(from), path), 'utf8'),
  resolve: (path, from) => resolve(folderOf(from), path),
  glob: (pattern, from) =>
    globSync(pattern, { cwd: folderOf(from) })
      .map((path) => resolve(folderOf(from), path))
      .filter((path) => statSync(path).isFile())
      .sort(),
  certificates,
};

function folderOf(from: string | undefined): string {
  return from === undefined ? process.cwd() : dirname(resolve(from));
}
