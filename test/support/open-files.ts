import { readdirSync, readlinkSync } from 'node:fs';
import type { WebFolder } from './web-folder.ts';

/** Files of a folder that this process has open. */
export function openFiles({ root }: WebFolder): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`);
      return path.startsWith(root) ? [path] : [];
    } catch {
      // It was closed meanwhile.
      return [];
    }
  });
}
