import type { LeafShape } from '../fields/shape.ts';
import type { Normalising } from '../normalise.ts';
import { fillIn, namesVariable } from './environment.ts';
import { leaf, mapping, sequence, type Tree } from './tree.ts';

/** A tree with the variables of the environment filled into all its texts. */
export function fillTree(tree: Tree, path: string, work: Normalising): Tree {
  switch (tree.kind) {
    case 'leaf':
      return fillValue(tree, undefined, path, work);
    case 'sequence':
      return sequence(
        tree.items.map((item) => fillTree(item, path, work)),
        tree.place,
      );
    case 'mapping': {
      const entries = [...tree.entries].map(
        ([name, { key, value }]) => [name, { key, value: fillTree(value, path, work) }] as const,
      );
      return mapping(new Map(entries), tree.place);
    }
  }
}

/** One value with the variables of the environment filled in; numbers and flags become what the setting takes. */
export function fillValue(tree: Tree, shape: LeafShape | undefined, path: string, work: Normalising): Tree {
  if (tree.kind !== 'leaf' || typeof tree.value !== 'string' || !namesVariable(tree.value) || !work.environment)
    return tree;
  const { text, unset } = fillIn(tree.value, work.environment);
  for (const name of unset) {
    const hint = `set it, or write \${${name}:-default}`;
    work.problems.error(tree.place, path, `the environment variable ${name} is not set`, hint);
  }
  if (unset.length > 0) return leaf(undefined, tree.place);
  return leaf(asTaken(text, shape), tree.place);
}

function asTaken(text: string, shape: LeafShape | undefined): unknown {
  if (shape?.takes.includes('number') && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (shape?.takes.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
