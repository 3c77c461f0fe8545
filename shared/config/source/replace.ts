import { mapping, sequence, type Tree } from './tree.ts';

/** A tree with some of its parts replaced by others. */
export function replaced(tree: Tree, by: ReadonlyMap<Tree, Tree>): Tree {
  const known = by.get(tree);
  if (known) return known;
  if (tree.kind === 'leaf') return tree;
  if (tree.kind === 'sequence')
    return sequence(
      tree.items.map((item) => replaced(item, by)),
      tree.place,
    );
  const entries = [...tree.entries].map(
    ([key, entry]) => [key, { key: entry.key, value: replaced(entry.value, by) }] as const,
  );
  return mapping(new Map(entries), tree.place);
}
