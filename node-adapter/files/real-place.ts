import { readlink, realpath } from 'node:fs/promises';
import { type FolderPolicy, isHidden } from '../../shared/platform/file-source.ts';

/** Where a path of the system really leads; `undefined` when there is nothing. */
export async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Whether an error of the file system says no more than that there is no such thing. */
export function isAbsence(error: unknown): boolean {
  return absences.has((error as NodeJS.ErrnoException).code ?? '');
}

const absences = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EINVAL', 'ENXIO']);

/**
 * Whether a policy lets be seen what really is at `real`, asked for as `names` under `root`: it is inside, no link was
 * taken that must not be, and neither it nor a folder above it is hidden. Where the file system takes several names for
 * the same, only the one it has itself counts: others would go past the routes of that one.
 */
export function isVisible(real: string, root: string, names: readonly string[], policy: FolderPolicy): boolean {
  const base = root === '/' ? '' : root;
  const wanted = names.length === 0 ? root : `${base}/${names.join('/')}`;
  if (real === wanted) return true;
  if (!policy.followsLinks || fold(real) === fold(wanted)) return false;
  if (real === root) return true;
  if (!real.startsWith(`${base}/`)) return false;
  return !isHidden(real.slice(base.length + 1).split('/'), policy);
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/**
 * Whether an open file is the one at `real`, as far as the system tells: between the look at the path and the opening,
 * a folder may have become a link.
 */
export async function isStillAt(descriptor: number, real: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/self/fd/${descriptor}`)) === real;
  } catch {
    // Systems without these links do not tell.
    return true;
  }
}
