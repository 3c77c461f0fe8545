import type { Place, Problems } from '../problem.ts';
import type { Part } from './part.ts';
import { partsOf } from './parts-of.ts';
import { type Entry, leaf, mapping, sequence, type Tree } from './tree.ts';

/** Reads a configuration that is already data, such as one written in TypeScript. Its paths stand in for places. */
export function readData(data: unknown, name: string, problems: Problems): readonly Part[] {
  return partsOf(treeOf(data, { file: name, line: 0, column: 0 }), problems);
}

function treeOf(value: unknown, place: Place): Tree {
  if (Array.isArray(value)) {
    const items = value.map((item) => treeOf(item, place));
    return sequence(items, place);
  }
  if (typeof value !== 'object' || value === null) return leaf(value, place);
  const entries = new Map<string, Entry>();
  for (const [name, each] of Object.entries(value)) {
    if (each !== undefined) entries.set(name, { key: place, value: treeOf(each, place) });
  }
  return mapping(entries, place);
}
