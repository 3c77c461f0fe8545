import type { Place, Problems } from '../problem.ts';
import type { Part } from './part.ts';
import { partsOf } from './parts-of.ts';
import { type Entry, leaf, mapping, sequence, type Tree } from './tree.ts';

/** Reads a configuration that is already data, such as one written in TypeScript. Its paths stand in for places. */
export function readData(data: unknown, name: string, problems: Problems): readonly Part[] {
  const place = { file: name, line: 0, column: 0 };
  const tree = treeOf(data, place, 0);
  if (tree !== undefined) return partsOf(tree, problems);
  problems.error(place, '', 'this is nested too deep, or holds itself');
  return [];
}

const deepest = 64;

/** `undefined` where it goes too deep. */
function treeOf(value: unknown, place: Place, depth: number): Tree | undefined {
  if (depth > deepest) return undefined;
  if (typeof value !== 'object' || value === null) return leaf(value, place);
  const isList = Array.isArray(value);
  const items: Tree[] = [];
  const entries = new Map<string, Entry>();
  for (const [name, each] of Object.entries(value)) {
    if (each === undefined && !isList) continue;
    const tree = treeOf(each, place, depth + 1);
    if (tree === undefined) return undefined;
    if (isList) items.push(tree);
    else entries.set(name, { key: place, value: tree });
  }
  return isList ? sequence(items, place) : mapping(entries, place);
}
