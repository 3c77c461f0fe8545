import type { Conditions } from './conditions.ts';
import type { HostCondition } from './host-condition.ts';
import type { PathCondition } from './path-condition.ts';

/** A route as the matching sees it. */
export interface Candidate {
  readonly id: string;
  /** Higher goes first. */
  readonly priority: number;
  readonly conditions: Conditions;
}

/** The candidates in the order in which they are asked: by priority, then by specificity, then as they stand. */
export function inMatchOrder<C extends Candidate>(candidates: readonly C[]): C[] {
  return candidates
    .map((candidate) => ({ candidate, specificity: specificityOf(candidate.conditions) }))
    .sort((a, b) => b.candidate.priority - a.candidate.priority || b.specificity - a.specificity)
    .map(({ candidate }) => candidate);
}

/** How narrow conditions are: the best path, the best host, and all the rest together. */
export function specificityOf({ paths, hosts, methods, headers, query }: Conditions): number {
  let score = Math.max(0, ...paths.map(pathScore)) + Math.max(0, ...hosts.map((host) => hostScores[host.kind]));
  if (methods !== undefined) score += 10;
  for (const { value } of headers) score += value === undefined ? 20 : 30;
  for (const { value } of query) score += value === undefined ? 15 : 25;
  return score;
}

function pathScore(condition: PathCondition): number {
  if (condition.kind === 'exact') return 10_000;
  return condition.kind === 'regex' ? 5000 : 1000 + condition.prefix.length;
}

const hostScores: Readonly<Record<HostCondition['kind'], number>> = { exact: 70, regex: 60, wildcard: 50 };
