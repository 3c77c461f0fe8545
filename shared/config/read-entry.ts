import type { BlockShape } from './fields/shape.ts';
import type { Entry, Files } from './gather.ts';
import type { Place, Problems } from './problem.ts';
import type { Part } from './source/part.ts';
import { readData } from './source/read-data.ts';
import { readParts } from './source/read-parts.ts';

/** Reads one file, text or data, without what it takes in. */
export async function readEntry(
  entry: Entry,
  files: Pick<Files, 'read'>,
  root: BlockShape,
  problems: Problems,
  namedAt?: Place,
): Promise<readonly Part[]> {
  if (typeof entry !== 'string') {
    return 'text' in entry
      ? readParts(entry.text, entry.name, root, problems)
      : readData(entry.data, entry.name, problems);
  }
  try {
    if (!files.read) throw new Error('this runtime has no files');
    return readParts(await files.read(entry, undefined), entry, root, problems);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = namedAt ? `${entry} cannot be read` : 'cannot be read';
    problems.error(namedAt ?? { file: entry, line: 0, column: 0 }, '', `${what}: ${reason}`);
    return [];
  }
}
