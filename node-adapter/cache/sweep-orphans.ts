import { opendir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A file may be that long without a name in the index: it is being written. */
const youngMs = 10 * 60_000;

/** Takes away bodies that no index names: a process ended while it wrote them. Looks at nothing but what is ours. */
export async function sweepOrphans(root: string, isNamed: (file: string) => boolean): Promise<void> {
  for await (const shard of entriesOf(root)) {
    if (!/^shard-[0-9a-f]+$/.test(shard)) continue;
    for await (const name of entriesOf(join(root, shard))) {
      const file = `${shard}/${name}`;
      if (/^[0-9a-f]{32}$/.test(name) && !isNamed(file)) await unlinkOld(join(root, file));
    }
  }
}

async function* entriesOf(folder: string): AsyncGenerator<string> {
  try {
    for await (const { name } of await opendir(folder)) yield name;
  } catch {
    // It is not there, or is taken away meanwhile.
  }
}

async function unlinkOld(path: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > youngMs) await unlink(path);
  } catch {
    // Somebody else was faster.
  }
}
