import type { Problems } from '../problem.ts';
import { JsonScanner, JsonSyntaxError } from './json-scanner.ts';
import type { Part } from './part.ts';
import { partsOf } from './parts-of.ts';
import { type Entry, leaf, mapping, sequence, type Tree } from './tree.ts';

/** Reads JSON; comments and commas at the end of lists are allowed. What cannot be read is a problem with its place. */
export function readJson(text: string, name: string, problems: Problems): readonly Part[] {
  try {
    const scanner = new JsonScanner(text, name);
    const tree = value(scanner, problems, 0);
    if (scanner.peek() !== '') throw scanner.error('the file goes on after its end');
    return partsOf(tree, problems);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    problems.error(error.place, '', error.message);
    return [];
  }
}

const deepest = 64;

function value(scanner: JsonScanner, problems: Problems, depth: number): Tree {
  const next = scanner.peek();
  if (depth > deepest) throw scanner.error('this is nested too deep');
  if (next === '{') return object(scanner, problems, depth);
  if (next === '[') return list(scanner, problems, depth);
  const place = scanner.place();
  if (next === '"') return leaf(scanner.string(), place);
  const word = scanner.word();
  if (word === 'true' || word === 'false') return leaf(word === 'true', place);
  if (word === 'null') return leaf(null, place);
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(word)) return leaf(Number(word), place);
  throw new JsonSyntaxError(`unexpected ${word}; texts stand in double quotes`, place);
}

function object(scanner: JsonScanner, problems: Problems, depth: number): Tree {
  const place = scanner.place();
  const entries = new Map<string, Entry>();
  scanner.take('{');
  while (!scanner.take('}')) {
    const key = scanner.place();
    if (scanner.peek() !== '"') throw scanner.error('expected a name in double quotes, or "}"');
    const name = scanner.string();
    if (!scanner.take(':')) throw scanner.error('expected ":"');
    const read = value(scanner, problems, depth + 1);
    const before = entries.get(name);
    if (before) problems.error(key, '', `"${name}" is given twice, first in line ${before.key.line}`);
    else entries.set(name, { key, value: read });
    if (!scanner.take(',') && scanner.peek() !== '}') throw scanner.error('expected "," or "}"');
  }
  return mapping(entries, place);
}

function list(scanner: JsonScanner, problems: Problems, depth: number): Tree {
  const place = scanner.place();
  const items: Tree[] = [];
  scanner.take('[');
  while (!scanner.take(']')) {
    items.push(value(scanner, problems, depth + 1));
    if (!scanner.take(',') && scanner.peek() !== ']') throw scanner.error('expected "," or "]"');
  }
  return sequence(items, place);
}
