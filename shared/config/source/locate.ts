import type { Place } from '../problem.ts';
import { join, stepName, type Tree } from './tree.ts';

/** Where something stands, and its path in words. */
export interface Located {
  readonly place: Place;
  readonly name: string;
}

/** The place of what a path leads to, or of the nearest thing around it that is there. */
export function locate(tree: Tree, path: readonly unknown[]): Located {
  let at = tree;
  let { place } = tree;
  let name = '';
  for (const step of path) {
    if (at.kind === 'sequence' && typeof step === 'number') {
      const item = at.items[step];
      if (!item) break;
      name = join(name, stepName(item, step));
      at = item;
      place = item.place;
    } else if (at.kind === 'mapping') {
      const entry = at.entries.get(String(step));
      name = join(name, String(step));
      if (!entry) break;
      at = entry.value;
      place = at.kind === 'leaf' ? at.place : entry.key;
    } else break;
  }
  return { place, name };
}
