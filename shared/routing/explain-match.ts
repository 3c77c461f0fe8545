import type { RouteFacts } from '../engine/plan.ts';
import { type Candidate, inMatchOrder } from './candidate.ts';
import type { Conditions } from './conditions.ts';
import { type FieldCondition, headerHolds } from './field-condition.ts';
import { type HostCondition, hostHolds, hostNameOf } from './host-condition.ts';
import { type PathCondition, pathHolds } from './path-condition.ts';
import { readQuery } from './query-fields.ts';

/** Which route takes a request, and what became of every other. */
export interface Explanation<C extends Candidate> {
  readonly winner: C | undefined;
  /** All candidates, in the order in which they are asked. */
  readonly considered: readonly Considered<C>[];
}

/** What became of one candidate. */
export interface Considered<C extends Candidate> {
  readonly candidate: C;
  /** `outranked`: it would take the request, but one before it did. */
  readonly outcome: 'taken' | 'outranked' | 'refused';
  /** Why it was refused, one reason for each condition that does not hold. */
  readonly reasons: readonly string[];
}

/** Holds a request against every candidate, as the matching does, and says why. */
export function explainMatch<C extends Candidate>(candidates: readonly C[], facts: RouteFacts): Explanation<C> {
  let winner: C | undefined;
  const considered = inMatchOrder(candidates).map((candidate): Considered<C> => {
    const reasons = reasonsAgainst(candidate.conditions, facts);
    if (reasons.length > 0) return { candidate, outcome: 'refused', reasons };
    const outcome = winner === undefined ? 'taken' : 'outranked';
    winner ??= candidate;
    return { candidate, outcome, reasons };
  });
  return { winner, considered };
}

/** The conditions that do not hold, each as a sentence; none when the request is taken. */
function reasonsAgainst(conditions: Conditions, facts: RouteFacts): string[] {
  const host = hostNameOf(facts.host);
  return [
    ...noneHolds(conditions.paths, (path) => pathHolds(path, facts.path), pathText, facts.path),
    ...noneHolds(conditions.hosts, (one) => hostHolds(one, host), hostText, host),
    ...methodReason(conditions.methods, facts.method),
    ...conditions.headers.filter((one) => !headerHolds(one, facts.headers)).map((one) => headerReason(one, facts)),
    ...conditions.query.flatMap((one) => queryReason(one, facts.query)),
  ];
}

function noneHolds<T>(
  all: readonly T[],
  holds: (one: T) => boolean,
  text: (one: T) => string,
  asked: string,
): string[] {
  if (all.length === 0 || all.some(holds)) return [];
  return [`${all.map(text).join(', ')} ${all.length === 1 ? 'does' : 'do'} not match ${JSON.stringify(asked)}`];
}

function pathText(condition: PathCondition): string {
  if (condition.kind === 'exact') return `path ${JSON.stringify(condition.path)}`;
  if (condition.kind === 'prefix') return `path prefix ${JSON.stringify(condition.prefix)}`;
  return `path regex ${JSON.stringify(condition.regex.source)}`;
}

function hostText(condition: HostCondition): string {
  if (condition.kind === 'exact') return `host ${JSON.stringify(condition.host)}`;
  if (condition.kind === 'wildcard') return `host ${JSON.stringify(`*.${condition.parent}`)}`;
  return `host regex ${JSON.stringify(condition.regex.source)}`;
}

function methodReason(methods: ReadonlySet<string> | undefined, method: string): string[] {
  if (methods === undefined || methods.has(method)) return [];
  return [`method ${[...methods].join(', ')} does not match ${JSON.stringify(method)}`];
}

function headerReason({ name, value }: FieldCondition, { headers }: RouteFacts): string {
  if (value === undefined || !headers.has(name)) return `header ${JSON.stringify(name)} is not there`;
  const sent = headers.all(name).map((one) => JSON.stringify(one));
  return `header ${JSON.stringify(name)} is ${sent.join(', ')}, not ${JSON.stringify(value)}`;
}

function queryReason({ name, value }: FieldCondition, query: string | undefined): string[] {
  const values = query === undefined ? undefined : readQuery(query, new Set([name])).get(name);
  if (values === undefined) return [`query parameter ${JSON.stringify(name)} is not there`];
  if (value === undefined || values.has(value)) return [];
  const sent = [...values].map((one) => JSON.stringify(one));
  return [`query parameter ${JSON.stringify(name)} is ${sent.join(', ')}, not ${JSON.stringify(value)}`];
}
