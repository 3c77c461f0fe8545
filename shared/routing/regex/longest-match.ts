import { type CharRanges, hasChar } from './char-ranges.ts';
import { holdsAt } from './holds-at.ts';
import { parsePattern } from './parse-pattern.ts';
import { buildProgram, type Program } from './program.ts';
import { ThreadSet } from './thread-set.ts';

/** A pattern that is looked for at one place at a time, as long as it can be. */
class LongestMatch {
  readonly #program: Program;
  readonly #threads: ThreadSet;
  /** Characters that a match may begin with; `undefined` when conditions decide. */
  readonly #first: readonly CharRanges[] | undefined;

  constructor(program: Program) {
    this.#program = program;
    this.#threads = new ThreadSet(program);
    this.#threads.open([0], undefined);
    this.#first = this.#threads.hasConditions ? undefined : this.#threads.list.map((at) => setAt(program, at));
  }

  /** Whether a match may begin with a character. */
  mayBegin(code: number): boolean {
    return this.#first === undefined || this.#first.some((set) => hasChar(set, code));
  }

  /**
   * Length of the longest match that begins at `at`, of at most `most` characters; 0 when there is none. -1 when that
   * depends on characters after the text, which is never said when the text is at its end. Time is bounded by `most`.
   */
  lengthAt(text: string, at: number, { most, isEnd }: { readonly most: number; readonly isEnd: boolean }): number {
    const threads = this.#threads;
    let from: readonly number[] = [0];
    let longest = 0;
    for (let i = at; ; i += 1) {
      const isLast = i >= text.length;
      threads.open(from, (what) => holdsAt(what, text, i));
      if (threads.isMatch) longest = i - at;
      if (isLast && !isEnd && (threads.list.length > 0 || this.#asksFor(from))) return -1;
      if (isLast || threads.list.length === 0 || i - at >= most) return longest;
      const code = text.charCodeAt(i);
      from = threads.list.flatMap((place) => this.#next(place, code));
    }
  }

  #next(place: number, code: number): readonly number[] {
    const instruction = this.#program[place]!;
    return instruction.op === 'char' && hasChar(instruction.set, code) ? [instruction.next] : [];
  }

  /** Whether a condition stands at these places, which the next character would decide. */
  #asksFor(from: readonly number[]): boolean {
    const threads = this.#threads;
    threads.open(from, undefined);
    return threads.hasConditions;
  }
}

/** Makes a {@link LongestMatch}, or says what is wrong with the pattern. A pattern that matches nothing at all is wrong. */
export function compileLongestMatch(source: string): { readonly match: LongestMatch } | { readonly problem: string } {
  if (source.length > maxSource) return { problem: `the pattern is longer than ${maxSource} characters` };
  const parsed = parsePattern(source);
  if ('problem' in parsed) return { problem: `the pattern has ${parsed.problem}` };
  const program = buildProgram(parsed.node);
  if (program === undefined) return { problem: 'the pattern is too large once its repetitions are written out' };
  if (program.some((one) => one.op === 'assert' && (one.what === 'start' || one.what === 'end')))
    return { problem: 'the pattern asks for the beginning or the end of the text, which comes in pieces' };
  const threads = new ThreadSet(program);
  threads.open([0], () => true);
  if (threads.isMatch) return { problem: 'the pattern matches the empty text' };
  return { match: new LongestMatch(program) };
}

const maxSource = 2000;

function setAt(program: Program, at: number): CharRanges {
  const instruction = program[at]!;
  return instruction.op === 'char' ? instruction.set : [];
}
