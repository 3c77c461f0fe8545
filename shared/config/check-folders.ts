import { isHidden } from '../platform/file-source.ts';
import { Look, type LookParts } from './checks/look.ts';
import type { Files } from './gather.ts';

/**
 * Looks at the folders that files are served from, so that one that is missing is found when a configuration is checked,
 * and one that holds the configuration itself. Does nothing where there are no folders.
 */
export function checkFolders(parts: LookParts, { isFolder, resolve }: Files): void {
  if (!isFolder || !resolve) return;
  const look = new Look(parts);
  const own = resolve(parts.tree.place.file, undefined);
  for (const { path, section } of look.scopes) {
    for (const [index, { staticFiles }] of section.routes.entries()) {
      if (!staticFiles) continue;
      const { root, hiddenFiles } = staticFiles;
      const at = [...path, 'routes', index, 'static-files', 'root'];
      if (!isFolder(root)) look.error(at, `there is no folder ${root}`);
      else if (isSeen(own, root, hiddenFiles)) look.error(at, `${own} is in that folder, and would be sent`, hint);
    }
  }
}

const hint = 'serve a folder beside it';

function isSeen(file: string, root: string, showsHidden: boolean): boolean {
  const base = root.endsWith('/') ? root : `${root}/`;
  return file.startsWith(base) && !isHidden(file.slice(base.length).split('/'), { showsHidden });
}
