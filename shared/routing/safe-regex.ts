import { Automaton } from './regex/automaton.ts';
import { onlyChar } from './regex/char-ranges.ts';
import { parsePattern } from './regex/parse-pattern.ts';
import { isAnchored, type PatternNode } from './regex/pattern-node.ts';
import { buildProgram } from './regex/program.ts';

/** A regular expression whose search takes time in proportion to the text, whatever the pattern and the text. */
export class SafeRegex {
  readonly source: string;
  readonly ignoreCase: boolean;
  /**
   * The text every match begins with, at the start of what is searched; `undefined` when a match may begin elsewhere.
   */
  readonly prefix: string | undefined;
  readonly #automaton: Automaton;

  constructor(source: string, ignoreCase: boolean, prefix: string | undefined, automaton: Automaton) {
    this.source = source;
    this.ignoreCase = ignoreCase;
    this.prefix = prefix;
    this.#automaton = automaton;
  }

  /** Whether the pattern matches anywhere in the text. */
  test(text: string): boolean {
    return this.#automaton.finds(text);
  }

  /** Steps the last test took; what its cost is made of. */
  get steps(): number {
    return this.#automaton.steps;
  }
}

/** A regular expression, or what is wrong with its source. */
export type CompiledRegex = { readonly regex: SafeRegex } | { readonly problem: string };

/**
 * Makes a regular expression of the kind RE2 takes: no back-references, no lookaround. Classes such as `\d` and the
 * `(?i)` flag mean ASCII. Patterns that would make a large automaton are refused.
 */
export function compileRegex(source: string, { ignoreCase = false }: { ignoreCase?: boolean } = {}): CompiledRegex {
  if (source.length > maxSource) return { problem: `the pattern is longer than ${maxSource} characters` };
  const parsed = parsePattern(source, { ignoreCase, dotAll: false });
  if ('problem' in parsed) return { problem: `the pattern has ${parsed.problem}` };
  const program = buildProgram(parsed.node);
  if (program === undefined) return { problem: 'the pattern is too large once its repetitions are written out' };
  const automaton = new Automaton(program, isAnchored(parsed.node));
  return { regex: new SafeRegex(source, ignoreCase, literalPrefix(parsed.node), automaton) };
}

const maxSource = 2000;

/** What stands between `^` and the first part that is not one certain character. */
function literalPrefix(node: PatternNode): string | undefined {
  if (!isAnchored(node)) return undefined;
  let prefix = '';
  for (const part of node.kind === 'sequence' ? node.parts.slice(1) : []) {
    const code = part.kind === 'chars' ? onlyChar(part.set) : undefined;
    if (code === undefined || code > 0x7f) break;
    prefix += String.fromCharCode(code);
  }
  return prefix;
}
