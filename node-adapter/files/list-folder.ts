import { opendir, stat } from 'node:fs/promises';
import type { ListedName } from '../../shared/platform/file-source.ts';
import { isAbsence } from './real-place.ts';

/** Names looked at together. */
const atOnce = 32;

/** Where a name in a folder really leads; `undefined` when that is not to be seen. */
export type Resolve = (name: string) => Promise<string | undefined>;

/** What is in a folder and may be seen, one more than `limit` at most. */
export async function listFolder(path: string, limit: number, resolve: Resolve): Promise<readonly ListedName[]> {
  const listed: ListedName[] = [];
  let group: string[] = [];
  for await (const { name } of await opendir(path)) {
    group.push(name);
    if (group.length < atOnce) continue;
    listed.push(...(await seen(group, resolve)));
    if (listed.length > limit) break;
    group = [];
  }
  if (listed.length <= limit) listed.push(...(await seen(group, resolve)));
  return listed.slice(0, limit + 1);
}

async function seen(names: readonly string[], resolve: Resolve): Promise<readonly ListedName[]> {
  const all = await Promise.all(names.map((name) => look(name, resolve)));
  return all.filter((one) => one !== undefined);
}

async function look(name: string, resolve: Resolve): Promise<ListedName | undefined> {
  try {
    const real = await resolve(name);
    if (real === undefined) return undefined;
    const stats = await stat(real);
    if (stats.isDirectory()) return { name, isFolder: true, size: undefined, modifiedAt: stats.mtimeMs };
    return stats.isFile() ? { name, isFolder: false, size: stats.size, modifiedAt: stats.mtimeMs } : undefined;
  } catch (error) {
    // What was just removed, or may not be read, is not listed.
    const { code } = error as NodeJS.ErrnoException;
    if (isAbsence(error) || code === 'EACCES') return undefined;
    throw error;
  }
}
