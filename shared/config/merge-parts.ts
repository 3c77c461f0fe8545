import type { BlockShape } from './fields/shape.ts';
import type { Place, Problems } from './problem.ts';
import { type Entry, type Mapping, mapping, sequence, type Tree } from './source/tree.ts';

/** One tree out of the parts of all files, in their order. Lists are joined; anything else may be given once. */
export function mergeParts(parts: readonly Mapping[], shape: BlockShape, file: string, problems: Problems): Mapping {
  const entries = new Map<string, Entry>();
  for (const part of parts) {
    for (const [key, entry] of part.entries) {
      const before = entries.get(key);
      const joined = before && join(before.value, entry.value, shape.fields[key]?.shape.kind);
      if (!before) entries.set(key, entry);
      else if (joined) entries.set(key, { key: before.key, value: joined });
      else
        problems.error(
          entry.key,
          '',
          `"${key}" is given twice, first in ${placeName(before.key)}`,
          'put it into one block',
        );
    }
  }
  return mapping(entries, parts[0]?.place ?? { file, line: 1, column: 1 });
}

/** A place as it is named within a sentence. */
function placeName({ file, line }: Place): string {
  return line === 0 ? file : `${file}:${line}`;
}

function join(before: Tree, value: Tree, kind: string | undefined): Tree | undefined {
  if (kind !== 'blocks' && kind !== 'list') return undefined;
  if (before.kind !== 'sequence' || value.kind !== 'sequence') return undefined;
  return sequence([...before.items, ...value.items], before.place);
}
