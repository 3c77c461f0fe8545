import type { Place } from '../problem.ts';
import { type Entry, leaf, mapping, sequence, type Tree } from '../source/tree.ts';
import { blockScalar } from './block-scalar.ts';
import { flowValue, quoted } from './flow-value.ts';
import { plainLines, plainValue } from './plain-scalar.ts';
import { YamlCursor, YamlSyntaxError } from './yaml-cursor.ts';

/** A document with the places of its values, or what is wrong with it. */
export type ReadYaml = { readonly tree: Tree } | { readonly problem: string; readonly place: Place };

/**
 * Reads YAML 1.2 as people write descriptions in it, and JSON, which is a part of that. Anchors, tags, keys that are not
 * texts and several documents in one file are refused, as are names that stand twice.
 */
export function readYaml(text: string, file: string): ReadYaml {
  const cursor = new YamlCursor(text, file);
  try {
    cursor.skip();
    if (cursor.take(/---(?=\s|$)/y) !== undefined) cursor.skip();
    const tree = cursor.isDone ? leaf(null, cursor.place()) : node(cursor, -1, 0);
    cursor.skip();
    if (cursor.take(/\.\.\.(?=\s|$)/y) !== undefined) cursor.skip();
    if (!cursor.isDone) throw cursor.error('expected the end of the text');
    return { tree };
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    return { problem: error.message, place: error.place };
  }
}

const deepest = 100;

/** A value that begins here and belongs to something that is indented by `parent` columns. */
function node(cursor: YamlCursor, parent: number, depth: number): Tree {
  if (depth > deepest) throw cursor.error('this is nested too deep');
  if (cursor.text.slice(cursor.at - cursor.column, cursor.at).includes('\t')) throw cursor.error('a tab cannot indent');
  if (isItem(cursor)) return items(cursor, depth);
  return isKey(cursor) ? members(cursor, depth) : scalar(cursor, parent);
}

function isItem(cursor: YamlCursor): boolean {
  return cursor.peek() === '-' && /^\s?$/.test(cursor.peek(1));
}

/** Whether a name with its colon begins here. */
function isKey(cursor: YamlCursor): boolean {
  keyForm.lastIndex = cursor.at;
  return keyForm.test(cursor.text);
}

const keyForm =
  /(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=[^\s]))(?:[^\n:#]|:(?=[^\s])|(?<!\s)#)*)[ \t]*:(?=\s|$)/y;

function members(cursor: YamlCursor, depth: number): Tree {
  const place = cursor.place();
  const { column } = cursor;
  const entries = new Map<string, Entry>();
  while (!cursor.isDone && cursor.column === column && isKey(cursor)) {
    const key = cursor.place();
    const name = nameOf(cursor);
    const before = entries.get(name);
    if (before) throw new YamlSyntaxError(`"${name}" is given twice, first in line ${before.key.line}`, key);
    if (name === '<<') throw new YamlSyntaxError('values of others cannot be taken over with "<<"', key);
    entries.set(name, { key, value: memberValue(cursor, column, depth) });
    cursor.skip();
  }
  if (!cursor.isDone && cursor.column > column) throw cursor.error('this is indented further than what it belongs to');
  return mapping(entries, place);
}

function nameOf(cursor: YamlCursor): string {
  const isQuoted = cursor.peek() === '"' || cursor.peek() === "'";
  const name = isQuoted ? quoted(cursor) : cursor.take(plainKey)!.trimEnd();
  cursor.take(/[ \t]*:/y);
  return name;
}

const plainKey = /(?:[^\n:]|:(?=[^\s]))+/y;

function memberValue(cursor: YamlCursor, column: number, depth: number): Tree {
  const place = cursor.place();
  if (!cursor.skipInLine()) return scalar(cursor, column);
  cursor.skip();
  // Items may stand under their name without being indented.
  const isInside = !cursor.isDone && (cursor.column > column || (cursor.column === column && isItem(cursor)));
  return isInside ? node(cursor, column, depth + 1) : leaf(null, place);
}

function items(cursor: YamlCursor, depth: number): Tree {
  const place = cursor.place();
  const { column } = cursor;
  const list: Tree[] = [];
  while (!cursor.isDone && cursor.column === column && isItem(cursor)) {
    const at = cursor.place();
    cursor.at += 1;
    const isEmpty = cursor.skipInLine();
    if (isEmpty) cursor.skip();
    const isInside = !cursor.isDone && (!isEmpty || cursor.column > column);
    list.push(isInside ? node(cursor, column, depth + 1) : leaf(null, at));
    cursor.skip();
  }
  if (!cursor.isDone && cursor.column > column) throw cursor.error('this is indented further than what it belongs to');
  return sequence(list, place);
}

/** A value that is neither a list nor names under each other. */
function scalar(cursor: YamlCursor, parent: number): Tree {
  const next = cursor.peek();
  if (next === '{' || next === '[') return ended(cursor, flowValue(cursor, 0));
  const place = cursor.place();
  if (next === '"' || next === "'") return ended(cursor, leaf(quoted(cursor), place));
  if (next === '|' || next === '>') return leaf(blockScalar(cursor, parent), place);
  if ('&*!'.includes(next)) throw cursor.error('anchors, references to them and tags are not read');
  if ('%@`'.includes(next)) throw cursor.error(`a text cannot begin with ${next}; put it in quotes`);
  return leaf(plainValue(plainLines(cursor, parent)), place);
}

function ended(cursor: YamlCursor, tree: Tree): Tree {
  if (!cursor.skipInLine()) throw cursor.error('expected the end of the line');
  return tree;
}
