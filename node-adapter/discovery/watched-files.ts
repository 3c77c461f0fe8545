import { watch } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { Fault } from '../../shared/errors/fault.ts';
import type { WatchedFiles } from '../../shared/upstream/discovery/discovery-ports.ts';

/** How long a file must have been quiet before a change counts: editors and deployments write more than once. */
const quietMs = 100;

/** Files of this system. */
export const watchedFiles: WatchedFiles = {
  async read(path, maxBytes) {
    try {
      return await textOf(path, maxBytes);
    } catch (error) {
      if (error instanceof Fault) throw error;
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new Fault('internal', { detail: `the file ${path} cannot be read (${code})`, cause: error });
    }
  },

  watch(path, onChange) {
    const name = basename(path);
    let quiet: NodeJS.Timeout | undefined;
    const end = watchFolder(dirname(resolve(path)), (changed) => {
      // Files mounted by Kubernetes change by a link beside them.
      if (changed !== null && changed !== name && !changed.startsWith('..')) return;
      clearTimeout(quiet);
      quiet = setTimeout(onChange, quietMs);
    });
    return () => {
      clearTimeout(quiet);
      end();
    };
  },
};

async function textOf(path: string, maxBytes: number): Promise<string> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array((await file.stat()).size + 1);
    if (buffer.byteLength > maxBytes)
      throw new Fault('internal', { detail: `${path} has more than ${maxBytes} bytes` });
    const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, 0);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Watches the folder, since most programs replace a file rather than write to it. */
function watchFolder(folder: string, onChange: (name: string | null) => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => onChange(name));
    // A folder that goes away is found missing by the next look.
    watcher.on('error', () => {});
    return () => watcher.close();
  } catch {
    // Where nothing can be watched, the file is looked at by time.
    return () => {};
  }
}
