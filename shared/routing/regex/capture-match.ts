import { hasChar } from './char-ranges.ts';
import { holdsAt } from './holds-at.ts';
import { parsePattern } from './parse-pattern.ts';
import { buildProgram, type Program } from './program.ts';

/**
 * A regular expression that tells what its groups caught, as a backtracking one would (the leftmost match, and of those
 * the preferred), in time that grows with the text times the pattern, whatever they are (Pike's way of running them).
 */
class CaptureMatch {
  /** Names of the groups in turn, empty where there is none. */
  readonly groups: readonly string[];
  readonly #program: Program;
  /** The round in which a place of the program was last come to. */
  readonly #seen: Uint32Array;
  #round = 0;

  constructor(program: Program, groups: readonly string[]) {
    this.groups = groups;
    this.#program = program;
    this.#seen = new Uint32Array(program.length);
  }

  /** Where the match and its groups begin and end, in pairs; -1 for a group that took no part. `undefined`: no match. */
  find(text: string): readonly number[] | undefined {
    const blank = new Array<number>(2 * this.groups.length + 2).fill(-1);
    if (this.#round > lastRound - text.length) {
      this.#seen.fill(0);
      this.#round = 0;
    }
    let found: readonly number[] | undefined;
    let threads: Thread[] = [];
    for (let i = 0; i <= text.length; i += 1) {
      const next: Thread[] = [];
      this.#round += 1;
      for (const { at, places } of threads) this.#open(next, { at, places }, text, i);
      if (found === undefined) this.#open(next, { at: 0, places: blank.with(0, i) }, text, i);
      threads = [];
      for (const { at, places } of next) {
        const instruction = this.#program[at]!;
        if (instruction.op === 'match') {
          found = places.with(1, i);
          // What comes after is preferred less.
          break;
        }
        if (instruction.op !== 'char' || i === text.length) continue;
        if (hasChar(instruction.set, text.charCodeAt(i))) threads.push({ at: instruction.next, places });
      }
      if (threads.length === 0 && found !== undefined) return found;
    }
    return found;
  }

  /** Follows all that takes no character, the preferred way first, as deep as the program is long. */
  #open(into: Thread[], { at, places }: Thread, text: string, i: number): void {
    if (this.#seen[at] === this.#round) return;
    this.#seen[at] = this.#round;
    const instruction = this.#program[at]!;
    switch (instruction.op) {
      case 'fork':
        for (const way of instruction.ways) this.#open(into, { at: way, places }, text, i);
        break;
      case 'note':
        this.#open(into, { at: instruction.next, places: places.with(instruction.slot, i) }, text, i);
        break;
      case 'assert':
        if (holdsAt(instruction.what, text, i)) this.#open(into, { at: instruction.next, places }, text, i);
        break;
      default:
        into.push({ at, places });
    }
  }
}

const lastRound = 0xfffffff0;

interface Thread {
  readonly at: number;
  readonly places: readonly number[];
}

/** Makes a {@link CaptureMatch}, or says what is wrong with the pattern. */
export function compileCaptureMatch(source: string): { readonly match: CaptureMatch } | { readonly problem: string } {
  if (source.length > maxSource) return { problem: `the pattern is longer than ${maxSource} characters` };
  const groups: string[] = [];
  const parsed = parsePattern(source, { ignoreCase: false, dotAll: false, groups });
  if ('problem' in parsed) return { problem: `the pattern has ${parsed.problem}` };
  if (groups.length > maxGroups)
    return { problem: `the pattern has more than ${maxGroups} groups; write (?:…) for some` };
  const twice = groups.find((name, i) => name !== '' && groups.indexOf(name) !== i);
  if (twice !== undefined) return { problem: `the pattern has two groups of the name ${twice}` };
  const program = buildProgram(parsed.node);
  if (program === undefined) return { problem: 'the pattern is too large once its repetitions are written out' };
  return { match: new CaptureMatch(program, groups) };
}

const maxSource = 2000;
const maxGroups = 20;
