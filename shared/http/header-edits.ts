import type { HeaderList } from './header-list.ts';
import { utf8Bytes } from './utf8-bytes.ts';

/** What a configuration says about header fields, as a record or as pairs. Names in any case. */
export interface HeaderEditOptions {
  readonly rename?: Fields<string>;
  readonly set?: Fields<string>;
  readonly add?: Fields<string | readonly string[]>;
  readonly remove?: readonly string[];
}

type Fields<Value> = Readonly<Record<string, Value>> | readonly (readonly [name: string, value: Value])[];

/** Edits ready to be applied. Each list is flat: name and name, or name and value, in turn. */
export interface HeaderEdits {
  readonly rename: readonly string[];
  readonly set: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Makes edits ready. Values are sent as UTF-8. */
export function compileHeaderEdits({ rename = {}, set = {}, add = {}, remove = [] }: HeaderEditOptions): HeaderEdits {
  return {
    rename: pairsOf(rename).flatMap(([from, to]) => [from.toLowerCase(), to.toLowerCase()]),
    set: pairsOf(set).flatMap(([name, value]) => [name.toLowerCase(), utf8Bytes(value)]),
    add: pairsOf(add).flatMap(([name, values]) =>
      (typeof values === 'string' ? [values] : values).flatMap((value) => [name.toLowerCase(), utf8Bytes(value)]),
    ),
    remove: remove.map((name) => name.toLowerCase()),
  };
}

/** Changes the list itself: renames, sets, adds, removes, in this order. */
export function applyHeaderEdits(edits: HeaderEdits, list: HeaderList): void {
  const { rename, set, add, remove } = edits;
  for (let i = 0; i < rename.length; i += 2) renameFields(list, rename[i]!, rename[i + 1]!);
  for (let i = 0; i < set.length; i += 2) list.set(set[i]!, set[i + 1]!);
  for (let i = 0; i < add.length; i += 2) list.append(add[i]!, add[i + 1]!);
  for (let i = 0; i < remove.length; i += 1) list.delete(remove[i]!);
}

/** Moves all values. What stood under the new name goes, so that nobody can add to it from outside. */
function renameFields(list: HeaderList, from: string, to: string): void {
  if (from === to || !list.has(from)) return;
  list.delete(to);
  const { flat } = list;
  for (let i = 0; i < flat.length; i += 2) if (flat[i] === from) flat[i] = to;
}

function pairsOf<Value>(fields: Fields<Value>): readonly (readonly [name: string, value: Value])[] {
  return isPairs(fields) ? fields : Object.entries(fields);
}

function isPairs<Value>(fields: Fields<Value>): fields is readonly (readonly [name: string, value: Value])[] {
  return Array.isArray(fields);
}
