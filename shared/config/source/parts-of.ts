import type { Problems } from '../problem.ts';
import type { Part } from './part.ts';
import { type Entry, type Leaf, mapping, type Tree } from './tree.ts';

/** A whole file as parts: what stands before `include`, what it names, and what stands after. */
export function partsOf(tree: Tree, problems: Problems): readonly Part[] {
  if (tree.kind !== 'mapping') {
    problems.error(tree.place, '', 'expected a block of settings');
    return [];
  }
  const parts: Part[] = [];
  let entries = new Map<string, Entry>();
  for (const [name, entry] of tree.entries) {
    if (name !== 'include') {
      entries.set(name, entry);
      continue;
    }
    parts.push({ kind: 'settings', tree: mapping(entries, tree.place) });
    parts.push({ kind: 'include', patterns: leavesOf(entry.value) });
    entries = new Map();
  }
  parts.push({ kind: 'settings', tree: mapping(entries, tree.place) });
  return parts;
}

/** The plain values of a list, or the one that stands for it. */
export function leavesOf(tree: Tree): readonly Leaf[] {
  if (tree.kind === 'leaf') return [tree];
  return tree.kind === 'sequence' ? tree.items.filter((item) => item.kind === 'leaf') : [];
}
