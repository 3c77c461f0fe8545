import type { FoundField } from './find-field.ts';
import { leaf, type Tree } from './tree.ts';

/** A bare number given under a name that ends with another unit than the setting has, with that unit. */
export function withUnit(value: Tree, at: FoundField | undefined): Tree {
  if (at?.unit === undefined || value.kind !== 'leaf') return value;
  const isNumber =
    typeof value.value === 'number' || (typeof value.value === 'string' && /^\d+(?:\.\d+)?$/.test(value.value));
  return isNumber ? leaf(`${value.value}${at.unit}`, value.place) : value;
}
