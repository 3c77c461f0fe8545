import type { CharRanges } from './char-ranges.ts';
import type { Assertion, PatternNode } from './pattern-node.ts';

/** One instruction of an automaton; `next` and the ways of a fork, the preferred first, are places in the program. */
export type Instruction =
  | { readonly op: 'char'; readonly set: CharRanges; readonly next: number }
  | { readonly op: 'assert'; readonly what: Assertion; readonly next: number }
  | { op: 'fork'; ways: readonly number[] }
  /** Notes the place in the text: `slot` 2n is where group n begins, 2n + 1 where it ends. */
  | { readonly op: 'note'; readonly slot: number; readonly next: number }
  | { readonly op: 'match' };

/** A pattern as an automaton without backtracking. It begins at instruction 0. */
export type Program = readonly Instruction[];

/** Builds the automaton; `undefined` when it would be larger than {@link maxProgram}. */
export function buildProgram(node: PatternNode): Program | undefined {
  const builder = new ProgramBuilder();
  builder.emit(node);
  builder.push({ op: 'match' });
  return builder.isFull ? undefined : builder.instructions;
}

/** Most instructions of one automaton; the work per character can never be more than a small multiple of this. */
const maxProgram = 1000;

/** Each part is emitted so that it goes on at the instruction after it. */
class ProgramBuilder {
  readonly instructions: Instruction[] = [];
  #visits = 0;

  get isFull(): boolean {
    return this.instructions.length > maxProgram || this.#visits > maxVisits;
  }

  push(instruction: Instruction): void {
    if (!this.isFull) this.instructions.push(instruction);
  }

  emit(node: PatternNode): void {
    this.#visits += 1;
    if (this.isFull) return;
    if (node.kind === 'chars') this.push({ op: 'char', set: node.set, next: this.#here + 1 });
    else if (node.kind === 'assert') this.push({ op: 'assert', what: node.what, next: this.#here + 1 });
    else if (node.kind === 'sequence') for (const part of node.parts) this.emit(part);
    else if (node.kind === 'choice') this.#emitChoice(node.options);
    else if (node.kind === 'group') this.#emitGroup(node.part, node.number);
    else this.#emitRepeat(node);
  }

  get #here(): number {
    return this.instructions.length;
  }

  #emitChoice(options: readonly PatternNode[]): void {
    const fork = this.#fork();
    const starts: number[] = [];
    const exits: { ways: readonly number[] }[] = [];
    for (const option of options) {
      starts.push(this.#here);
      this.emit(option);
      exits.push(this.#fork());
    }
    fork.ways = starts;
    for (const exit of exits) exit.ways = [this.#here];
  }

  #emitGroup(part: PatternNode, number: number): void {
    this.push({ op: 'note', slot: 2 * number, next: this.#here + 1 });
    this.emit(part);
    this.push({ op: 'note', slot: 2 * number + 1, next: this.#here + 1 });
  }

  #emitRepeat({ part, min, max, isLazy }: PatternNode & { readonly kind: 'repeat' }): void {
    for (let i = 0; i < min && !this.isFull; i += 1) this.emit(part);
    if (max === undefined) this.#emitLoop(part, isLazy);
    else this.#emitOptional(part, max - min, isLazy);
  }

  #emitOptional(part: PatternNode, count: number, isLazy: boolean): void {
    const skips: { ways: readonly number[] }[] = [];
    for (let i = 0; i < count && !this.isFull; i += 1) {
      const skip = this.#fork();
      skip.ways = [this.#here];
      skips.push(skip);
      this.emit(part);
    }
    for (const skip of skips) skip.ways = isLazy ? [this.#here, ...skip.ways] : [...skip.ways, this.#here];
  }

  #emitLoop(part: PatternNode, isLazy: boolean): void {
    const top = this.#here;
    const fork = this.#fork();
    this.emit(part);
    this.push({ op: 'fork', ways: [top] });
    fork.ways = isLazy ? [this.#here, top + 1] : [top + 1, this.#here];
  }

  #fork(): { ways: readonly number[] } {
    const fork = { op: 'fork' as const, ways: [] as readonly number[] };
    this.push(fork);
    return fork;
  }
}

/** Parts that emit nothing, repeated inside repeats, would otherwise be visited without end. */
const maxVisits = 20 * maxProgram;
