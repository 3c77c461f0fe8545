import { Look, type LookParts } from './checks/look.ts';
import type { Files } from './gather.ts';

/**
 * Sees that the folders are there that files are served from, so that one that is missing is found when a configuration
 * is checked. Does nothing where there are no folders.
 */
export function checkFolders(parts: LookParts, { isFolder }: Files): void {
  if (!isFolder) return;
  const look = new Look(parts);
  for (const { path, section } of look.scopes) {
    for (const [index, { staticFiles }] of section.routes.entries()) {
      if (!staticFiles || isFolder(staticFiles.root)) continue;
      look.error([...path, 'routes', index, 'static-files', 'root'], `there is no folder ${staticFiles.root}`);
    }
  }
}
