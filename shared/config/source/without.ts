import { type Entry, type Mapping, mapping, sequence, type Tree } from './tree.ts';

/**
 * A tree without what the paths lead to. A path to something that is not there takes away what should have held it:
 * without a setting it needs, the whole is of no use.
 */
export function without(tree: Mapping, paths: readonly (readonly unknown[])[], onDrop: (item: Tree) => void): Mapping {
  const rest = prune(tree, paths, onDrop);
  return rest?.kind === 'mapping' ? rest : mapping(new Map(), tree.place);
}

function prune(tree: Tree, paths: readonly (readonly unknown[])[], onDrop: (item: Tree) => void): Tree | undefined {
  if (paths.length === 0) return tree;
  if (paths.some((path) => path.length === 0)) return undefined;
  if (tree.kind === 'leaf') return undefined;
  if (tree.kind === 'sequence') {
    const items = tree.items.flatMap((item, index) => {
      const rest = prune(item, below(paths, index), onDrop);
      if (!rest) onDrop(item);
      return rest ? [rest] : [];
    });
    return sequence(items, tree.place);
  }
  const isMissing = paths.some(([key]) => !tree.entries.has(String(key)));
  if (isMissing) return undefined;
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    const value = prune(entry.value, below(paths, key), onDrop);
    if (value) entries.set(key, { key: entry.key, value });
  }
  return mapping(entries, tree.place);
}

function below(paths: readonly (readonly unknown[])[], step: unknown): readonly (readonly unknown[])[] {
  return paths.filter(([first]) => first === step).map((path) => path.slice(1));
}
