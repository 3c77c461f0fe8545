import type { Files } from '../shared/config/gather.ts';

/** What we use of `node:fs`, which Deno and Bun bring too. */
interface FileSystem {
  readFileSync(path: string, encoding: 'utf8'): string;
  globSync(pattern: string, options: { readonly cwd: string }): string[];
}

declare const process: { getBuiltinModule(name: 'node:fs'): FileSystem };

/** The files of the machine, for the runtimes that have some. Certificates of listeners are the host's own business. */
export function localFiles(): Required<Omit<Files, 'certificates' | 'isFolder' | 'problemOfGeo'>> & {
  readonly readText: (path: string) => string;
} {
  const { readFileSync, globSync } = process.getBuiltinModule('node:fs');
  const readText = (path: string): string => readFileSync(path, 'utf8');
  return {
    readText,
    resolve: (path, from) => (from === undefined ? path : inFolderOf(from, path)),
    read: (path, from) => readText(from === undefined ? path : inFolderOf(from, path)),
    glob(pattern, from) {
      const found = globSync(pattern, { cwd: folderOf(from) });
      return found.map((path) => inFolderOf(from, path)).toSorted();
    },
  };
}

function inFolderOf(file: string, path: string): string {
  return path.startsWith('/') ? path : `${folderOf(file)}/${path}`;
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  if (slash === -1) return '.';
  return slash === 0 ? '/' : file.slice(0, slash);
}
