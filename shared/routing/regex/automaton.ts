import { CharKinds } from './char-kinds.ts';
import { word } from './named-sets.ts';
import type { Assertion } from './pattern-node.ts';
import type { Program } from './program.ts';
import { ThreadSet } from './thread-set.ts';

/**
 * Runs a program over text, all threads at once, and remembers the sets of threads it has met as states of a
 * deterministic automaton. A character costs one look-up where the state is known, and at most a walk over the program
 * where it is not; what is remembered is bounded and built again when it is full.
 */
export class Automaton {
  readonly #program: Program;
  readonly #isAnchored: boolean;
  readonly #asksForWords: boolean;
  readonly #kinds: CharKinds;
  readonly #threads: ThreadSet;
  readonly #states = new Map<string, State>();
  #held = 0;
  #start: State;
  #work = 0;
  /** Room has run out in this search: what it meets is hardly ever met again, so remembering is wasted work. */
  #isFleeting = false;

  constructor(program: Program, isAnchored: boolean) {
    this.#program = program;
    this.#isAnchored = isAnchored;
    this.#asksForWords = program.some((one) => one.op === 'assert' && one.what.endsWith('word-edge'));
    this.#kinds = new CharKinds(program);
    this.#threads = new ThreadSet(program);
    this.#start = this.#startState();
  }

  /** Steps of the last search: one for each character, and one for each thread followed where no state was known. */
  get steps(): number {
    return this.#work;
  }

  /** Whether the program matches anywhere in the text. */
  finds(text: string): boolean {
    this.#work = text.length + 1;
    this.#isFleeting = false;
    let state = this.#start;
    for (let i = 0; i < text.length; i += 1) {
      if (state.isFinal) return state.isMatch;
      const kind = this.#kinds.of(text.charCodeAt(i));
      state = state.next[kind] ?? this.#advance(state, kind);
    }
    if (state.isFinal) return state.isMatch;
    const end = state.next[this.#kinds.count] ?? this.#advance(state, this.#kinds.count);
    return end.isMatch;
  }

  /** The state after a character of this kind; the kind after the last stands for the end of the text. */
  #advance(from: State, kind: number): State {
    const threads = this.#threads;
    const isEnd = kind === this.#kinds.count;
    const nextIsWord = this.#asksForWords && !isEnd && this.#kinds.isIn(kind, word);
    let waiting = from.threads;
    if (from.hasConditions) {
      threads.open(waiting, (what) => holds(what, from.before, isEnd, nextIsWord));
      if (threads.isMatch) return this.#remember(from, kind, matched);
      waiting = threads.list;
    }
    const moved: number[] = [];
    for (const at of waiting) {
      const instruction = this.#program[at]!;
      if (!isEnd && instruction.op === 'char' && this.#kinds.isIn(kind, instruction.set)) moved.push(instruction.next);
    }
    if (!this.#isAnchored && !isEnd) moved.push(0);
    threads.open(moved, undefined);
    this.#work += waiting.length + moved.length + threads.list.length;
    return this.#remember(from, kind, this.#stateOf(nextIsWord ? 'word' : 'other'));
  }

  #remember(from: State, kind: number, to: State): State {
    if (!this.#isFleeting) from.next[kind] = to;
    return to;
  }

  /** The state for the threads at hand, the same object for the same set. */
  #stateOf(before: Before): State {
    const { list, isMatch, hasConditions } = this.#threads;
    if (isMatch) return matched;
    if (list.length === 0) return failed;
    if (this.#isFleeting) return { ...running, threads: list, hasConditions, before, next: [] };
    const threads = list.toSorted((a, b) => a - b);
    const key = `${before}:${threads.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    this.#makeRoom(threads.length);
    const state: State = { ...running, threads, hasConditions, before, next: [] };
    this.#states.set(key, state);
    return state;
  }

  /** Forgets everything when there is no room; the caller's state is let go as soon as it has moved on. */
  #makeRoom(threads: number): void {
    const needed = threads + this.#kinds.count + 1;
    if (this.#held + needed > maxHeld && this.#states.size > 0) {
      this.#isFleeting = true;
      this.#states.clear();
      this.#held = 0;
      if (!this.#start.isFinal) this.#start = { ...this.#start, next: [] };
    }
    this.#held += needed;
  }

  #startState(): State {
    this.#threads.open([0], undefined);
    return this.#stateOf('nothing');
  }
}

/** Numbers that the states of one automaton may hold together, about 8 bytes each. */
const maxHeld = 20_000;

/** What stands before the place in the text. */
type Before = 'nothing' | 'word' | 'other';

interface State {
  /** Instructions that wait for a character or for a condition. */
  readonly threads: readonly number[];
  /** Whether some of them wait for a condition. */
  readonly hasConditions: boolean;
  readonly before: Before;
  readonly next: State[];
  readonly isFinal: boolean;
  readonly isMatch: boolean;
}

const running = { isFinal: false, isMatch: false };
const over = { threads: [], hasConditions: false, before: 'other', next: [], isFinal: true } as const;
const matched: State = { ...over, next: [], isMatch: true };
const failed: State = { ...over, next: [], isMatch: false };

function holds(what: Assertion, before: Before, isEnd: boolean, nextIsWord: boolean): boolean {
  switch (what) {
    case 'start':
      return before === 'nothing';
    case 'end':
      return isEnd;
    case 'word-edge':
      return (before === 'word') !== nextIsWord;
    case 'not-word-edge':
      return (before === 'word') === nextIsWord;
  }
}
