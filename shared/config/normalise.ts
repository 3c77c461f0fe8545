import type { AnyField } from './fields/field.ts';
import type { BlockShape, BlocksShape, LeafShape, ListShape, VariantsShape } from './fields/shape.ts';
import type { Problems } from './problem.ts';
import type { Environment } from './source/environment.ts';
import { fillTree, fillValue } from './source/fill-tree.ts';
import { type FoundField, fieldsOf, findField } from './source/find-field.ts';
import { type Entry, join, leaf, leafAt, type Mapping, mapping, sequence, stepName, type Tree } from './source/tree.ts';
import { withUnit } from './source/with-unit.ts';
import { unknownSetting } from './unknown-setting.ts';

/** What normalising needs to know, and where it reports. */
export interface Normalising {
  readonly problems: Problems;
  /** Variables to fill in; absent when the texts are to stay as they are. */
  readonly environment: Environment | undefined;
}

/**
 * The one form of what may be written in several: settings under their own names, lists as lists, short forms written
 * out. Unknown settings are reported and left out.
 */
export function normalise(tree: Mapping, shape: BlockShape, work: Normalising): Mapping {
  return settings(tree, shape, '', work) as Mapping;
}

function value(tree: Tree, { field }: FoundField, path: string, work: Normalising): Tree {
  const { shape } = field;
  switch (shape.kind) {
    case 'leaf':
      return one(tree, shape, path, work);
    case 'list':
      return many(tree, shape, path, work);
    case 'blocks':
      return items(tree, shape, path, work);
    case 'block':
    case 'variants':
      return settings(tree, shape, path, work);
    default:
      return fillTree(tree, path, work);
  }
}

function settings(tree: Tree, shape: BlockShape | VariantsShape, path: string, work: Normalising): Tree {
  const whole = tree.kind === 'leaf' ? fromShort(tree, shape) : tree;
  if (whole.kind !== 'mapping') return whole;
  const fields = shape.kind === 'block' ? shape.fields : fieldsOf(shape, tagOf(whole, shape));
  const entries = new Map<string, Entry>();
  for (const [name, entry] of whole.entries) {
    const at = findField(fields, name);
    if (!at) {
      const { message, hint } = unknownSetting(name, fields, shape);
      work.problems.error(entry.key, path, message, hint);
    } else if (entries.has(at.key)) {
      work.problems.error(entry.key, path, `"${at.key}" is given twice${name === at.key ? '' : `, once as "${name}"`}`);
    } else {
      const read = value(withUnit(entry.value, at), at, join(path, at.key), work);
      entries.set(at.key, { key: entry.key, value: read });
    }
  }
  return mapping(entries, whole.place);
}

/** A bare value fills the first setting that arguments fill. */
function fromShort(tree: Tree, { args }: BlockShape | VariantsShape): Tree {
  const [first] = args;
  return first === undefined ? tree : mapping(new Map([[first, { key: tree.place, value: tree }]]), tree.place);
}

function tagOf(tree: Mapping, { tag }: VariantsShape): unknown {
  return leafAt(tree, tag);
}

function items(tree: Tree, shape: BlocksShape, path: string, work: Normalising): Tree {
  const list = tree.kind === 'sequence' ? tree.items : tree.kind === 'mapping' ? fromRecord(tree, shape) : [tree];
  const read = list.map((item, index) => settings(item, shape.of, join(path, stepName(item, index)), work));
  return sequence(read, tree.place);
}

/** A single block, or blocks by the name that is their first argument. */
function fromRecord(tree: Mapping, { of }: BlocksShape): readonly Tree[] {
  const [name, second] = of.args;
  const fields: Readonly<Record<string, AnyField>> = of.kind === 'block' ? of.fields : fieldsOf(of, undefined);
  const isOne = [...tree.entries.keys()].some((key) => findField(fields, key) !== undefined);
  if (name === undefined || isOne) return [tree];
  return [...tree.entries].map(([key, entry]) => {
    const entries = new Map<string, Entry>([[name, { key: entry.key, value: leaf(key, entry.key) }]]);
    if (entry.value.kind === 'mapping') for (const [inner, each] of entry.value.entries) entries.set(inner, each);
    else if (second !== undefined) entries.set(second, entry);
    return mapping(entries, entry.value.place);
  });
}

function many(tree: Tree, { of, commas }: ListShape, path: string, work: Normalising): Tree {
  const list = tree.kind === 'sequence' ? tree.items : [tree];
  const read = list.flatMap((item) => {
    const filled = one(item, of, path, work);
    if (!commas || filled.kind !== 'leaf' || typeof filled.value !== 'string' || !filled.value.includes(','))
      return [filled];
    return filled.value.split(',').map((text) => leaf(text.trim(), filled.place));
  });
  return sequence(read, tree.place);
}

function one(tree: Tree, shape: LeafShape, path: string, work: Normalising): Tree {
  if (tree.kind !== 'mapping') return fillValue(tree, shape, path, work);
  if (shape.type === 'flag' && tree.entries.size === 1) {
    const enabled = tree.entries.get('enabled');
    if (enabled) return fillValue(enabled.value, shape, path, work);
  }
  const name = shape.type === 'secret' ? leafAt(tree, 'env') : undefined;
  if (typeof name !== 'string' || tree.entries.size > 1 || !work.environment) return tree;
  const secret = work.environment[name];
  if (secret === undefined || secret === '')
    work.problems.error(tree.place, path, `the environment variable ${name} is not set`);
  return leaf(secret === undefined || secret === '' ? undefined : secret, tree.place);
}
