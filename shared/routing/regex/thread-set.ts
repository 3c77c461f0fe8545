import type { Assertion } from './pattern-node.ts';
import type { Program } from './program.ts';

/** The threads of a program at one place in the text, each once. Made once for each automaton and used again. */
export class ThreadSet {
  readonly #program: Program;
  readonly #seen: Uint32Array;
  #round = 0;
  /** Instructions that wait: for a character, or for a condition that could not be judged yet. */
  list: number[] = [];
  /** Whether some of them wait for a condition. */
  hasConditions = false;
  isMatch = false;

  constructor(program: Program) {
    this.#program = program;
    this.#seen = new Uint32Array(program.length);
  }

  /** Starts anew from these instructions and follows the forks, and the conditions that `holds` can judge and grants. */
  open(from: readonly number[], holds: ((what: Assertion) => boolean) | undefined): void {
    if (this.#round === 0xffffffff) this.#seen.fill(0);
    this.#round = (this.#round % 0xffffffff) + 1;
    this.list = [];
    this.hasConditions = false;
    this.isMatch = false;
    const open = [...from];
    while (open.length > 0) {
      const at = open.pop()!;
      if (this.#seen[at] === this.#round) continue;
      this.#seen[at] = this.#round;
      const instruction = this.#program[at]!;
      if (instruction.op === 'fork') open.push(...instruction.ways);
      else if (instruction.op === 'note') open.push(instruction.next);
      else if (instruction.op === 'match') this.isMatch = true;
      else if (instruction.op === 'char') this.list.push(at);
      else if (holds === undefined) this.#keepCondition(at);
      else if (holds(instruction.what)) open.push(instruction.next);
    }
  }

  #keepCondition(at: number): void {
    this.list.push(at);
    this.hasConditions = true;
  }
}
