import type { AnyField } from './fields/field.ts';
import type { BlockShape, BlocksShape, VariantsShape } from './fields/shape.ts';
import type { Place } from './problem.ts';
import { fieldsOf } from './source/find-field.ts';
import { join, leafAt, type Mapping, stepName, type Tree } from './source/tree.ts';

/** A setting that is written in a configuration. */
export interface Written {
  readonly key: string;
  readonly field: AnyField;
  readonly value: Tree;
  /** Where its name stands. */
  readonly at: Place;
  readonly path: string;
}

/** Visits every setting that is written in a normalised tree; `false` from `visit` passes over what is inside. */
export function walk(
  tree: Mapping,
  shape: BlockShape | VariantsShape,
  visit: (written: Written) => boolean,
  path = '',
): void {
  const fields = shape.kind === 'block' ? shape.fields : fieldsOf(shape, leafAt(tree, shape.tag));
  for (const [key, entry] of tree.entries) {
    const field = fields[key];
    if (!field) continue;
    const written: Written = { key, field, value: entry.value, at: entry.key, path: join(path, key) };
    if (visit(written)) walkInside(written, visit);
  }
}

function walkInside({ field, value, path }: Written, visit: (written: Written) => boolean): void {
  const { shape } = field;
  if ((shape.kind === 'block' || shape.kind === 'variants') && value.kind === 'mapping')
    walk(value, shape, visit, path);
  if (shape.kind === 'blocks' && value.kind === 'sequence') walkItems(value.items, shape, visit, path);
}

function walkItems(
  items: readonly Tree[],
  { of }: BlocksShape,
  visit: (written: Written) => boolean,
  path: string,
): void {
  items.forEach((item, index) => {
    if (item.kind === 'mapping') walk(item, of, visit, join(path, stepName(item, index)));
  });
}

/** Whether a written setting says of itself that it is off: `#false`, `enabled #false`, or as its notes tell. */
export function isOff({ field, value }: Written): boolean {
  if (value.kind === 'leaf') return value.value === false;
  const { offWhen = { enabled: false } } = field.notes;
  return Object.entries(offWhen).every(([key, off]) => leafAt(value, key) === off);
}
