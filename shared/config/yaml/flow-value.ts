import { type Entry, leaf, mapping, sequence, type Tree } from '../source/tree.ts';
import { plainValue } from './plain-scalar.ts';
import { type YamlCursor, YamlSyntaxError } from './yaml-cursor.ts';

/** A value in brackets, over as many lines as it likes; all of JSON is of this form. */
export function flowValue(cursor: YamlCursor, depth: number): Tree {
  if (depth > deepest) throw cursor.error('this is nested too deep');
  const next = cursor.peek();
  if (next === '{') return flowMembers(cursor, depth);
  if (next === '[') return flowItems(cursor, depth);
  const place = cursor.place();
  if (next === '"' || next === "'") return leaf(quoted(cursor), place);
  if ('&*!'.includes(next)) throw cursor.error('anchors, references to them and tags are not read');
  return leaf(plainValue(plain(cursor)), place);
}

const deepest = 100;

function flowMembers(cursor: YamlCursor, depth: number): Tree {
  const place = cursor.place();
  const entries = new Map<string, Entry>();
  cursor.at += 1;
  for (cursor.skip(); !took(cursor, '}'); separated(cursor, '}')) {
    const key = cursor.place();
    const name = cursor.peek() === '"' || cursor.peek() === "'" ? quoted(cursor) : plain(cursor);
    cursor.skip();
    if (!took(cursor, ':')) throw cursor.error('expected ":"');
    cursor.skip();
    if (entries.has(name)) throw new YamlSyntaxError(`"${name}" is given twice`, key);
    entries.set(name, { key, value: flowValue(cursor, depth + 1) });
  }
  return mapping(entries, place);
}

function flowItems(cursor: YamlCursor, depth: number): Tree {
  const place = cursor.place();
  const items: Tree[] = [];
  cursor.at += 1;
  for (cursor.skip(); !took(cursor, ']'); separated(cursor, ']')) items.push(flowValue(cursor, depth + 1));
  return sequence(items, place);
}

function took(cursor: YamlCursor, mark: string): boolean {
  if (cursor.peek() !== mark) return false;
  cursor.at += 1;
  return true;
}

function separated(cursor: YamlCursor, close: string): void {
  cursor.skip();
  if (!took(cursor, ',') && cursor.peek() !== close) throw cursor.error(`expected "," or "${close}"`);
  cursor.skip();
}

function plain(cursor: YamlCursor): string {
  const text = cursor.take(flowPlain)?.trimEnd();
  if (text === undefined || text === '')
    throw cursor.error(cursor.isDone ? 'the text ends too early' : `unexpected "${cursor.peek()}"`);
  return text;
}

const flowPlain = /(?:[^\n\r,:#[\]{}"']|:(?=[^\s,[\]{}])|(?<=[^\s,:[\]{}])[#'"])+/y;

/** A text in quotes. */
export function quoted(cursor: YamlCursor): string {
  const start = cursor.place();
  const isDouble = cursor.peek() === '"';
  const token = cursor.take(isDouble ? doubleQuoted : singleQuoted);
  if (token === undefined) throw new YamlSyntaxError('this text has no end', start);
  const inner = token.slice(1, -1).replace(/[ \t]*\r?\n[ \t]*((?:\r?\n[ \t]*)*)/g, (_all, more: string) => {
    const breaks = more.split('\n').length - 1;
    return breaks === 0 ? ' ' : '\n'.repeat(breaks);
  });
  if (!isDouble) return inner.replaceAll("''", "'");
  return inner.replace(escapeForm, (all) => unescaped(all) ?? failed(all, start));
}

const doubleQuoted = /"(?:[^"\\]|\\[\s\S])*"/y;
const singleQuoted = /'(?:[^']|'')*'/y;
const escapeForm = /\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[\s\S])/gi;

function failed(text: string, place: YamlSyntaxError['place']): never {
  throw new YamlSyntaxError(`"${text}" is no escape that is known`, place);
}

function unescaped(text: string): string | undefined {
  if (text.length > 2) {
    const code = Number.parseInt(text.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
  }
  return escapes.get(text.charAt(1));
}

const escapes: ReadonlyMap<string, string> = new Map([
  ...(['"', '\\', '/', ' '] as const).map((same) => [same, same] as const),
  ...([
    ['0', '\0'],
    ['a', '\x07'],
    ['b', '\b'],
    ['t', '\t'],
    ['n', '\n'],
    ['v', '\v'],
    ['f', '\f'],
    ['r', '\r'],
  ] as const),
  ...([
    ['e', '\x1b'],
    ['N', '\x85'],
    ['_', '\xa0'],
    ['L', '\u2028'],
    ['P', '\u2029'],
  ] as const),
]);
