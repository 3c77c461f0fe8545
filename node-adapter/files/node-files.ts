import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '../../shared/errors/fault.ts';
import type { FileSource, FolderPolicy, ServedFolder } from '../../shared/platform/file-source.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { KeptFiles } from './kept-files.ts';
import { NodeFolder } from './node-folder.ts';

/** The folders of this machine. What is small and asked for often is kept in memory, for all folders together. */
export function nodeFiles(clock: Clock): FileSource {
  const kept = new KeptFiles();
  return {
    folder(root: string, policy: FolderPolicy): ServedFolder {
      const path = resolve(root);
      refuseUnlessFolder(path);
      return new NodeFolder({ root: path, policy, kept, clock });
    },
  };
}

function refuseUnlessFolder(path: string): void {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new Fault('internal', { detail: `static-files: cannot look at the folder ${path}: ${error}`, cause: error });
  }
  if (!isFolder) throw new Fault('internal', { detail: `static-files: ${path} is no folder` });
}
