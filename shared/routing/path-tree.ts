import type { RouteFacts } from '../engine/plan.ts';
import { type Contender, ContenderList } from './contender-list.ts';
import type { PathCondition } from './path-condition.ts';
import { PathNode } from './path-node.ts';
import type { QueryReader } from './query-fields.ts';

/** The routes of one host, found by the path: one walk along it meets every condition that can hold. */
export class PathTree {
  /** The lowest rank in the tree. */
  readonly first: number;
  readonly #root: PathNode;
  /** Contenders that nothing is known of by how the path begins. */
  #anywhere: ContenderList | undefined = undefined;

  constructor(first: number) {
    this.first = first;
    this.#root = new PathNode('', first);
  }

  /** Takes in a contender for the paths that the condition takes, or for all. Ranks must come in rising order. */
  add(condition: PathCondition | undefined, contender: Contender): void {
    const { literal, where } = placeOf(condition);
    if (literal !== '') this.#root.grow(literal, 0, contender.rank).add(where, contender);
    else if (this.#anywhere === undefined) this.#anywhere = new ContenderList(contender);
    else this.#anywhere.add(contender);
  }

  /** The rank of the first that takes the request, if it is lower than `best`; else `best`. */
  pick(facts: RouteFacts, query: QueryReader, best: number): number {
    const { path } = facts;
    const end = path.length;
    let found = best;
    let node: PathNode | undefined = this.#root;
    for (let at = 0; node !== undefined && node.first < found; ) {
      const { label, passing, segment, exact } = node;
      if (!continues(path, at, label)) break;
      at += label.length;
      if (passing !== undefined && passing.first < found) found = passing.pick(facts, query, found);
      const code = at < end ? path.charCodeAt(at) : slash;
      if (segment !== undefined && code === slash && segment.first < found) found = segment.pick(facts, query, found);
      if (at === end)
        return this.#pickAnywhere(facts, query, exact === undefined ? found : exact.pick(facts, query, found));
      node = node.child(code);
    }
    return this.#pickAnywhere(facts, query, found);
  }

  #pickAnywhere(facts: RouteFacts, query: QueryReader, best: number): number {
    return this.#anywhere === undefined ? best : this.#anywhere.pick(facts, query, best);
  }
}

/** The text that the paths of a condition begin with, and what must follow it. */
function placeOf(condition: PathCondition | undefined): { literal: string; where: 'exact' | 'segment' | 'passing' } {
  switch (condition?.kind) {
    case undefined:
      return { literal: '', where: 'passing' };
    case 'exact':
      return { literal: condition.path, where: 'exact' };
    case 'prefix':
      return { literal: condition.prefix, where: condition.prefix.endsWith('/') ? 'passing' : 'segment' };
    case 'regex':
      return { literal: condition.regex.prefix ?? '', where: 'passing' };
  }
}

const slash = 0x2f;

/** The same as `startsWith`, without the cost of the call for labels this short. The first character is known to fit. */
function continues(path: string, at: number, label: string): boolean {
  for (let i = 1; i < label.length; i += 1) if (path.charCodeAt(at + i) !== label.charCodeAt(i)) return false;
  return true;
}
