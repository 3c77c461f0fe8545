import type { BlockShape } from './fields/shape.ts';
import type { Files } from './gather.ts';
import type { Problems } from './problem.ts';
import { replaced } from './source/replace.ts';
import { leaf, leafAt, type Mapping, type Tree } from './source/tree.ts';
import { walk } from './walk.ts';

/** The tree with every secret that stands in a file replaced by what the file holds. */
export async function readSecretFiles(
  tree: Mapping,
  shape: BlockShape,
  files: Files,
  problems: Problems,
): Promise<Mapping> {
  const waiting: { readonly value: Tree; readonly file: string; readonly path: string }[] = [];
  walk(tree, shape, ({ field, value, path }) => {
    const file = leafAt(value, 'file');
    const isSecret = field.shape.kind === 'leaf' && field.shape.type === 'secret';
    if (isSecret && typeof file === 'string') waiting.push({ value, file, path });
    return true;
  });
  if (waiting.length === 0) return tree;
  const read = new Map<Tree, Tree>();
  for (const { value, file, path } of waiting) {
    const text = await textOf(file, value, files);
    if (text === undefined) problems.error(value.place, path, `the file ${file} cannot be read, or is empty`);
    read.set(value, leaf(text, value.place));
  }
  return replaced(tree, read) as Mapping;
}

async function textOf(file: string, { place }: Tree, { read }: Files): Promise<string | undefined> {
  try {
    return (await read?.(file, place.file))?.trimEnd() || undefined;
  } catch {
    // The reason may quote the path of a secret store; that it cannot be read is enough.
    return undefined;
  }
}
