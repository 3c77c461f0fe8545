import { type FieldCondition, readHeader } from './field-condition.ts';
import { type HostCondition, readHost } from './host-condition.ts';
import { type PathCondition, readPath, readPathPrefix, readPathRegex } from './path-condition.ts';

/** What a route wants of a request. Every part must hold; within paths, hosts and methods one alternative is enough. */
export interface Conditions {
  /** Empty: any path. */
  readonly paths: readonly PathCondition[];
  /** Empty: any host. */
  readonly hosts: readonly HostCondition[];
  readonly methods: ReadonlySet<string> | undefined;
  readonly headers: readonly FieldCondition[];
  readonly query: readonly FieldCondition[];
}

/** The conditions of a route as the configuration holds them. */
export interface MatchInput {
  readonly path?: readonly string[] | undefined;
  readonly 'path-prefix'?: readonly string[] | undefined;
  readonly 'path-regex'?: readonly string[] | undefined;
  readonly host?: readonly string[] | undefined;
  readonly method?: readonly string[] | undefined;
  readonly header?: readonly FieldInput[] | undefined;
  readonly 'query-param'?: readonly FieldInput[] | undefined;
}

/** A header or query parameter as the configuration holds it. */
export interface FieldInput {
  readonly name: string;
  readonly value?: string | undefined;
}

/** A condition that cannot be used: the key it stands under, its place in that list, and why. */
export interface MatchProblem {
  readonly key: keyof MatchInput;
  readonly index: number;
  readonly message: string;
}

/** Conditions made ready, and what had to be left out of them. */
export interface CompiledConditions {
  readonly conditions: Conditions;
  readonly problems: readonly MatchProblem[];
}

/** Makes the conditions of a route ready for matching. */
export function compileConditions(input: MatchInput): CompiledConditions {
  const problems: MatchProblem[] = [];
  const read = <T>(key: keyof MatchInput, reader: (text: string) => Readable<T>): T[] =>
    ((input[key] ?? []) as readonly string[]).flatMap((text, index) => {
      const result = reader(text);
      if ('condition' in result) return [result.condition];
      problems.push({ key, index, message: result.problem });
      return [];
    });
  const conditions: Conditions = {
    paths: [...read('path', readPath), ...read('path-prefix', readPathPrefix), ...read('path-regex', readPathRegex)],
    hosts: read('host', readHost),
    methods: input.method?.length ? new Set(read('method', readMethod)) : undefined,
    headers: readHeaders(input.header ?? [], problems),
    query: (input['query-param'] ?? []).map(({ name, value }) => ({ name, value })),
  };
  return { conditions, problems };
}

type Readable<T> = { readonly condition: T } | { readonly problem: string };

function readMethod(text: string): Readable<string> {
  if (!/^[A-Za-z][\w-]*$/.test(text)) return { problem: 'this is not a method' };
  return { condition: text.toUpperCase() };
}

function readHeaders(inputs: readonly FieldInput[], problems: MatchProblem[]): FieldCondition[] {
  return inputs.flatMap(({ name, value }, index) => {
    const condition = readHeader(name, value);
    if (condition !== undefined) return [condition];
    problems.push({ key: 'header', index, message: 'this is not the name of a header' });
    return [];
  });
}
