import type { RouteFacts } from '../engine/plan.ts';
import type { Contender } from './contender-list.ts';
import { type HostCondition, hostNameOf } from './host-condition.ts';
import type { PathCondition } from './path-condition.ts';
import { PathTree } from './path-tree.ts';
import type { QueryReader } from './query-fields.ts';
import type { SafeRegex } from './safe-regex.ts';

/** The path trees of all hosts, found by the host of a request. */
export class HostIndex {
  #anyHost: PathTree | undefined = undefined;
  readonly #exact = new Map<string, PathTree>();
  readonly #wildcards = new Map<string, PathTree>();
  /** By source; each must be asked, because a regular expression says nothing beforehand. */
  readonly #regexes = new Map<string, RegexTree>();
  readonly #regexList: RegexTree[] = [];

  /** Takes in a contender. Ranks must come in rising order. */
  add(host: HostCondition | undefined, path: PathCondition | undefined, contender: Contender): void {
    this.#treeOf(host, contender.rank).add(path, contender);
  }

  /** The rank of the first contender that takes the request, if it is lower than `best`; else `best`. */
  pick(facts: RouteFacts, query: QueryReader, best: number): number {
    let found = best;
    if (this.#exact.size + this.#wildcards.size + this.#regexList.length > 0) {
      found = this.#pickByHost(hostNameOf(facts.host), facts, query, found);
    }
    const anyHost = this.#anyHost;
    return anyHost !== undefined && anyHost.first < found ? anyHost.pick(facts, query, found) : found;
  }

  #pickByHost(host: string, facts: RouteFacts, query: QueryReader, best: number): number {
    let found = best;
    const exact = this.#exact.get(host);
    if (exact !== undefined) found = exact.pick(facts, query, found);
    if (this.#wildcards.size > 0) {
      for (let dot = host.indexOf('.', 1); dot !== -1; dot = host.indexOf('.', dot + 1)) {
        const tree = this.#wildcards.get(host.slice(dot + 1));
        if (tree !== undefined && tree.first < found) found = tree.pick(facts, query, found);
      }
    }
    for (const { regex, tree } of this.#regexList) {
      if (tree.first < found && regex.test(host)) found = tree.pick(facts, query, found);
    }
    return found;
  }

  #treeOf(host: HostCondition | undefined, rank: number): PathTree {
    switch (host?.kind) {
      case undefined:
        this.#anyHost ??= new PathTree(rank);
        return this.#anyHost;
      case 'exact':
        return treeUnder(this.#exact, host.host, rank);
      case 'wildcard':
        return treeUnder(this.#wildcards, host.parent, rank);
      case 'regex':
        return this.#regexTree(host.regex, rank);
    }
  }

  #regexTree(regex: SafeRegex, rank: number): PathTree {
    const known = this.#regexes.get(regex.source);
    if (known !== undefined) return known.tree;
    const made = { regex, tree: new PathTree(rank) };
    this.#regexes.set(regex.source, made);
    this.#regexList.push(made);
    return made.tree;
  }
}

interface RegexTree {
  readonly regex: SafeRegex;
  readonly tree: PathTree;
}

function treeUnder(trees: Map<string, PathTree>, name: string, rank: number): PathTree {
  const known = trees.get(name);
  if (known !== undefined) return known;
  const made = new PathTree(rank);
  trees.set(name, made);
  return made;
}
