import { safeParse } from 'valibot';
import type { BlockShape, LeafShape } from './fields/shape.ts';
import type { Problems } from './problem.ts';
import type { Mapping, Tree } from './source/tree.ts';
import { isOff, type Written, walk } from './walk.ts';

/** Refuses what the language knows and this build cannot do yet, or never needs, so that nothing is inert in silence. */
export function refuseLater(tree: Mapping, shape: BlockShape, problems: Problems): void {
  walk(tree, shape, (written) => {
    if (written.field.notes.later && !isEmpty(written.value) && !isOff(written)) {
      problems.error(written.at, written.path, `"${written.key}" is not in this build yet`);
      return false;
    }
    const { needless } = written.field.notes;
    if (needless !== undefined)
      problems.error(written.at, written.path, `"${written.key}" has no effect: ${needless}`, 'leave it out');
    refuseValue(written, problems);
    return true;
  });
}

function refuseValue({ field, value, key, path }: Written, problems: Problems): void {
  if (field.shape.kind !== 'leaf' || value.kind !== 'leaf' || !field.shape.laterValues?.length) return;
  const read = safeParse(field.schema, value.value);
  if (!read.success || !field.shape.laterValues.includes(String(read.output))) return;
  problems.error(value.place, path, `${key} "${String(read.output)}" is not in this build yet`, knownHint(field.shape));
}

function knownHint({ values = [], laterValues = [] }: LeafShape): string | undefined {
  const now = values.filter((value) => !laterValues.includes(value));
  return now.length === 0 ? undefined : `this build has ${now.join(', ')}`;
}

function isEmpty(value: Tree): boolean {
  return value.kind === 'sequence' && value.items.length === 0;
}
