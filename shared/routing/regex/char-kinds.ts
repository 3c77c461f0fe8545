import { type CharRanges, hasChar, lastChar } from './char-ranges.ts';
import { word } from './named-sets.ts';
import type { Program } from './program.ts';

/**
 * The characters sorted into kinds that a program cannot tell apart, so that an automaton needs one transition for
 * each kind and not for each character.
 */
export class CharKinds {
  /** How many kinds there are. */
  readonly count: number;
  readonly #starts: readonly number[];
  readonly #ascii = new Uint16Array(128);

  constructor(program: Program) {
    this.#starts = startsOf(program);
    this.count = this.#starts.length;
    for (let code = 0; code < 128; code += 1) this.#ascii[code] = this.#search(code);
  }

  of(code: number): number {
    return code < 128 ? this.#ascii[code]! : this.#search(code);
  }

  /** Whether characters of this kind are in the set, which must be one of the program's. */
  isIn(kind: number, set: CharRanges): boolean {
    return hasChar(set, this.#starts[kind]!);
  }

  #search(code: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= code) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The first characters of the stretches between which no set of the program begins or ends. */
function startsOf(program: Program): readonly number[] {
  const starts = new Set([0]);
  for (const instruction of program) {
    if (instruction.op === 'char') addEdges(starts, instruction.set);
    if (instruction.op === 'assert' && instruction.what.endsWith('word-edge')) addEdges(starts, word);
  }
  return [...starts].sort((a, b) => a - b);
}

function addEdges(starts: Set<number>, set: CharRanges): void {
  for (let i = 0; i < set.length; i += 2) {
    starts.add(set[i]!);
    if (set[i + 1]! < lastChar) starts.add(set[i + 1]! + 1);
  }
}
