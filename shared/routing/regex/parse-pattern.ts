import { type CharRanges, foldCase, lastChar } from './char-ranges.ts';
import { notLineFeed } from './named-sets.ts';
import { parseCharClass } from './parse-char-class.ts';
import { parseEscape } from './parse-escape.ts';
import { PatternCursor } from './pattern-cursor.ts';
import { type Assertion, type PatternNode, sequence } from './pattern-node.ts';

/** A pattern as a tree, or what is wrong with it. */
export type Parsed = { readonly node: PatternNode } | { readonly problem: string };

/**
 * Reads a regular expression of the kind RE2 takes: literals, classes, escapes, groups, alternation, quantifiers,
 * anchors, `\b`, and the flags `i` and `s` as `(?i)` or `(?i:…)`. What needs backtracking is a problem.
 */
export function parsePattern(source: string, flags: PatternFlags = { ignoreCase: false, dotAll: false }): Parsed {
  const cursor = new PatternCursor(source);
  const node = parseChoice(cursor, flags, 0);
  if (!cursor.isDone) cursor.fail('a closing bracket that nothing opened');
  return cursor.problem === undefined ? { node } : { problem: cursor.problem };
}

/** How characters are compared. */
export interface PatternFlags {
  readonly ignoreCase: boolean;
  /** `.` takes a line feed too. */
  readonly dotAll: boolean;
  /** Takes the names of the groups as they open, where somebody asks what they caught; the unnamed have an empty one. */
  readonly groups?: string[];
}

function parseChoice(cursor: PatternCursor, outer: PatternFlags, depth: number): PatternNode {
  const options: PatternNode[] = [];
  let parts: PatternNode[] = [];
  let flags = outer;
  while (!cursor.isDone && cursor.peek() !== ')') {
    const inline = cursor.takeMatch(inlineFlags);
    if (inline !== undefined) flags = withFlags(flags, inline[1]!);
    else if (cursor.take('|')) {
      options.push(sequence(parts));
      parts = [];
    } else parts.push(parseQuantified(cursor, flags, depth));
  }
  options.push(sequence(parts));
  return options.length === 1 ? options[0]! : { kind: 'choice', options };
}

const inlineFlags = /\(\?([is]+)\)/y;

function withFlags(flags: PatternFlags, letters: string): PatternFlags {
  return {
    ...flags,
    ignoreCase: flags.ignoreCase || letters.includes('i'),
    dotAll: flags.dotAll || letters.includes('s'),
  };
}

function parseQuantified(cursor: PatternCursor, flags: PatternFlags, depth: number): PatternNode {
  const part = parseAtom(cursor, flags, depth);
  const found = cursor.takeMatch(quantifier);
  if (found === undefined) return part;
  const [min, max] = boundsOf(found);
  if (max !== undefined && max < min) cursor.fail('a quantifier whose bounds are the wrong way round');
  if (Math.max(min, max ?? 0) > maxRepeat) cursor.fail(`a quantifier above ${maxRepeat}`);
  if (cursor.takeMatch(quantifier) !== undefined) cursor.fail('a quantifier after a quantifier');
  return { kind: 'repeat', part, min, max, isLazy: found[0].length > 1 && found[0].endsWith('?') };
}

const quantifier = /(?:([*+?])|\{(\d{1,5})(,(\d{1,5})?)?\})\??/y;

/** Largest count of a quantifier: `{n}` is built as n copies. */
const maxRepeat = 1000;

function boundsOf([, sign, low, comma, high]: RegExpExecArray): [min: number, max: number | undefined] {
  if (sign !== undefined) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : undefined];
  const min = Number(low);
  if (comma === undefined) return [min, min];
  return [min, high === undefined ? undefined : Number(high)];
}

function parseAtom(cursor: PatternCursor, flags: PatternFlags, depth: number): PatternNode {
  const assertion = cursor.takeMatch(assertions);
  if (assertion !== undefined) return { kind: 'assert', what: assertionNames[assertion[0]]! };
  if (cursor.take('(')) return parseGroup(cursor, flags, depth + 1);
  if (cursor.take('[')) return { kind: 'chars', set: parseCharClass(cursor, flags.ignoreCase) };
  if (cursor.take('\\')) return chars(parseEscape(cursor), flags);
  if (cursor.take('.')) return { kind: 'chars', set: flags.dotAll ? [0, lastChar] : notLineFeed };
  if (/[*+?{]/.test(cursor.peek()))
    cursor.fail(`nothing to repeat before ${cursor.peek()}; write \\${cursor.peek()} for the character,`);
  const code = cursor.next().charCodeAt(0);
  return chars([code, code], flags);
}

const assertions = /[\^$]|\\[AzbB]/y;

const assertionNames: Readonly<Record<string, Assertion>> = {
  '^': 'start',
  '\\A': 'start',
  $: 'end',
  '\\z': 'end',
  '\\b': 'word-edge',
  '\\B': 'not-word-edge',
};

function chars(set: CharRanges, { ignoreCase }: PatternFlags): PatternNode {
  return { kind: 'chars', set: ignoreCase ? foldCase(set) : set };
}

function parseGroup(cursor: PatternCursor, outer: PatternFlags, depth: number): PatternNode {
  if (depth > maxDepth) cursor.fail(`groups nested more than ${maxDepth} deep`);
  const opening = cursor.takeMatch(groupOpening);
  if (opening === undefined && cursor.peek() === '?')
    cursor.fail('lookaround or another kind of group that cannot be matched in bounded time');
  const flags = opening?.[1] === undefined ? outer : withFlags(outer, opening[1]);
  const number = opening?.[1] === undefined ? flags.groups?.push(opening?.[2] ?? '') : undefined;
  const part = parseChoice(cursor, flags, depth);
  if (!cursor.take(')')) cursor.fail('a group that is not closed');
  return number === undefined ? part : { kind: 'group', part, number };
}

/** `(?:`, `(?i:`, `(?<name>` and `(?P<name>`. */
const groupOpening = /\?(?:([is]*):|P?<([A-Za-z_]\w*)>)/y;

/** Groups inside groups are read by recursion, which the stack must hold. */
const maxDepth = 50;
