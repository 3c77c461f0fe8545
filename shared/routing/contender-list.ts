import type { RouteFacts } from '../engine/plan.ts';
import type { Conditions } from './conditions.ts';
import { headerHolds } from './field-condition.ts';
import { FieldIndex } from './field-index.ts';
import type { QueryFields, QueryReader } from './query-fields.ts';
import type { SafeRegex } from './safe-regex.ts';

/** A route whose host and path fit already, but for the regular expression if there is one. */
export interface Contender {
  /** Place in the order of matching; the lowest wins. */
  readonly rank: number;
  readonly regex: SafeRegex | undefined;
  readonly conditions: Conditions;
}

/**
 * Contenders for the same host and path, asked in order. Where there are many, those that want a header or a query
 * parameter are found by what the request has, so that none of the others is looked at.
 */
export class ContenderList {
  /** The lowest rank in the list. */
  readonly first: number;
  readonly #open: Contender[] = [];
  #byHeader: FieldIndex<Contender> | undefined = undefined;
  #byQuery: FieldIndex<Contender> | undefined = undefined;

  constructor(first: Contender) {
    this.first = first.rank;
    this.#open.push(first);
  }

  /** Takes in one more, whose rank is not lower than any before. */
  add(contender: Contender): void {
    const { headers, query } = contender.conditions;
    if (this.#open.length < fewEnoughToAsk) this.#open.push(contender);
    else if (headers.length > 0) {
      this.#byHeader ??= new FieldIndex();
      this.#byHeader.add(headers, contender);
    } else if (query.length > 0) {
      this.#byQuery ??= new FieldIndex();
      this.#byQuery.add(query, contender);
    } else this.#open.push(contender);
  }

  /** The rank of the first that takes the request, if it is lower than `best`; else `best`. */
  pick(facts: RouteFacts, query: QueryReader, best: number): number {
    let found = pickFrom(this.#open, facts, query, best);
    if (this.#byHeader !== undefined) found = pickByHeader(this.#byHeader, facts, query, found);
    if (this.#byQuery !== undefined) found = pickByQuery(this.#byQuery, facts, query, found);
    return found;
  }
}

/** Asking this many in turn costs less than looking up every header of the request. */
const fewEnoughToAsk = 8;

function pickFrom(list: readonly Contender[], facts: RouteFacts, query: QueryReader, best: number): number {
  for (let i = 0; i < list.length; i += 1) {
    const contender = list[i]!;
    if (contender.rank >= best) return best;
    if (takes(contender, facts, query)) return contender.rank;
  }
  return best;
}

function pickByHeader(index: FieldIndex<Contender>, facts: RouteFacts, query: QueryReader, best: number): number {
  const { flat } = facts.headers;
  let found = best;
  for (let i = 0; i < flat.length; i += 2) {
    const named = index.get(flat[i]!);
    if (named === undefined) continue;
    found = pickFrom(named.present, facts, query, found);
    const valued = named.byValue.get(flat[i + 1]!);
    if (valued !== undefined) found = pickFrom(valued, facts, query, found);
  }
  return found;
}

function pickByQuery(index: FieldIndex<Contender>, facts: RouteFacts, query: QueryReader, best: number): number {
  let found = best;
  for (const [name, values] of query.read(facts.query)) {
    const named = index.get(name);
    if (named === undefined) continue;
    found = pickFrom(named.present, facts, query, found);
    for (const value of values) {
      const valued = named.byValue.get(value);
      if (valued !== undefined) found = pickFrom(valued, facts, query, found);
    }
  }
  return found;
}

function takes({ regex, conditions }: Contender, facts: RouteFacts, query: QueryReader): boolean {
  const { methods, headers } = conditions;
  if (methods !== undefined && !methods.has(facts.method)) return false;
  for (let i = 0; i < headers.length; i += 1) if (!headerHolds(headers[i]!, facts.headers)) return false;
  if (conditions.query.length > 0 && !queryHolds(conditions, query.read(facts.query))) return false;
  return regex === undefined || regex.test(facts.path);
}

function queryHolds({ query }: Conditions, fields: QueryFields): boolean {
  for (const { name, value } of query) {
    const values = fields.get(name);
    if (values === undefined || (value !== undefined && !values.has(value))) return false;
  }
  return true;
}
