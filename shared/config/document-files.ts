import type { BlockShape } from './fields/shape.ts';
import type { Files } from './gather.ts';
import type { Problems } from './problem.ts';
import { replaced } from './source/replace.ts';
import { leaf, type Mapping, type Tree } from './source/tree.ts';
import { walk } from './walk.ts';

/**
 * The tree with every file that a setting names as a document replaced by its text, so that what is served depends on
 * nothing but the configuration. The place of such a text is in its own file.
 */
export async function readDocumentFiles(
  tree: Mapping,
  shape: BlockShape,
  { read }: Files,
  problems: Problems,
): Promise<Mapping> {
  const waiting: { readonly value: Tree; readonly file: string; readonly path: string }[] = [];
  walk(tree, shape, ({ field, value, path }) => {
    if (field.notes.isDocument && value.kind === 'leaf' && typeof value.value === 'string')
      waiting.push({ value, file: besideOf(value.place.file, value.value), path });
    return true;
  });
  const texts = new Map<Tree, Tree>();
  for (const { value, file, path } of waiting) {
    try {
      if (!read) throw new Error('there are no files here');
      texts.set(value, leaf(await read(file, undefined), { file, line: 1, column: 1 }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.error(value.place, path, `${file} cannot be read: ${reason}`);
    }
  }
  return texts.size === 0 ? tree : (replaced(tree, texts) as Mapping);
}

/** A path that is not absolute counts from the folder of the file that names it. */
function besideOf(file: string, path: string): string {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)
    ? path
    : `${file.slice(0, file.lastIndexOf('/') + 1)}${path}`;
}
