import type { Place } from '../problem.ts';

/** A configuration as it was written, whatever the format, with the place of every value. */
export type Tree = Leaf | Sequence | Mapping;

/** A single value. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly value: unknown;
  readonly place: Place;
}

/** Several values in their order. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly Tree[];
  readonly place: Place;
}

/** Named values. */
export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
}

/** A named value, and where its name stands. */
export interface Entry {
  readonly key: Place;
  readonly value: Tree;
}

/** Makes a leaf. */
export function leaf(value: unknown, place: Place): Leaf {
  return { kind: 'leaf', value, place };
}

/** Makes a sequence. */
export function sequence(items: readonly Tree[], place: Place): Sequence {
  return { kind: 'sequence', items, place };
}

/** Makes a mapping. */
export function mapping(entries: ReadonlyMap<string, Entry>, place: Place): Mapping {
  return { kind: 'mapping', entries, place };
}

/** The values without their places. */
export function plain(tree: Tree): unknown {
  switch (tree.kind) {
    case 'leaf':
      return tree.value;
    case 'sequence':
      return tree.items.map(plain);
    case 'mapping': {
      const named = Object.create(null) as Record<string, unknown>;
      for (const [key, { value }] of tree.entries) named[key] = plain(value);
      return named;
    }
  }
}

/** The value of a setting that holds one plain value; `undefined` when it is not there or is not one. */
export function leafAt(tree: Tree | undefined, key: string): unknown {
  const value = tree?.kind === 'mapping' ? tree.entries.get(key)?.value : undefined;
  return value?.kind === 'leaf' ? value.value : undefined;
}

/** How one step of a path is named: by the id of the item where it has one, else by its index. */
export function stepName(item: Tree, index: number): string {
  const id = leafAt(item, 'id');
  return typeof id === 'string' ? id : String(index);
}

/** A path with one more step. */
export function join(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}
