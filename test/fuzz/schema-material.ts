/** What a version of the language has. */
export interface Draft {
  readonly isNew: boolean;
  readonly hasUnevaluated: boolean;
}

type Random = () => number;
type Schema = boolean | Record<string, unknown>;

/** A schema of all keywords, over few names and values, so that they often meet; it may refer to itself. */
export function randomSchema(random: Random, draft: Draft): Record<string, unknown> {
  const whole = object(random, draft, 3);
  const definitions = draft.hasUnevaluated ? '$defs' : 'definitions';
  return {
    ...(draft.hasUnevaluated ? {} : { $schema: 'http://json-schema.org/draft-07/schema#' }),
    ...whole,
    [definitions]: { one: object(random, draft, 2), two: { type: 'object', properties: { a: { $ref: '#' } } } },
  };
}

/** A value of the names and values that those schemas have. */
export function randomValue(random: Random, depth = 3): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 9 : 6));
  if (kind < 6) return pick(random, scalars);
  const size = Math.floor(random() * 4);
  if (kind === 6) return Array.from({ length: size }, () => randomValue(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, () => [pick(random, names), randomValue(random, depth - 1)]));
}

const names = ['a', 'b', 'ab', 'c1', '__proto__x'];
const scalars = [null, true, false, 0, 1, 2, 3.5, -1, '', 'a', 'ab', 'abc', '\u{1f600}', '12'];

function schema(random: Random, draft: Draft, depth: number): Schema {
  if (depth <= 0 || random() < 0.1) return random() < 0.2 ? random() < 0.7 : { type: pick(random, types) };
  return object(random, draft, depth);
}

function object(random: Random, draft: Draft, depth: number): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  const count = 1 + Math.floor(random() * 3);
  for (let i = 0; i < count; i += 1) Object.assign(made, pick(random, makers)(random, draft, depth));
  // In draft 7 what stands beside a reference does not count, which the others do not all keep to.
  return '$ref' in made && !draft.hasUnevaluated ? { $ref: made['$ref'] } : made;
}

const types = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

const small = (random: Random): number => Math.floor(random() * 4);
const some = (random: Random): string[] => [...new Set([pick(random, names), pick(random, names)])];
const list = (random: Random, draft: Draft, depth: number): Schema[] =>
  Array.from({ length: 1 + Math.floor(random() * 3) }, () => schema(random, draft, depth - 1));
const named = (random: Random, draft: Draft, depth: number): Record<string, Schema> =>
  Object.fromEntries(some(random).map((name) => [name, schema(random, draft, depth - 1)]));

type Maker = (random: Random, draft: Draft, depth: number) => Record<string, unknown>;

const makers: readonly Maker[] = [
  (random) => ({ type: pick(random, types) }),
  (random) => ({ type: [...new Set([pick(random, types), pick(random, types)])] }),
  (random) => ({ enum: [pick(random, scalars), { a: 1 }, [1]] }),
  (random) => ({ const: pick(random, [...scalars, { a: 1 }]) }),
  (random) => ({ minimum: small(random) - 1, exclusiveMaximum: small(random) }),
  (random) => ({ multipleOf: pick(random, [1, 2, 0.5]) }),
  (random) => ({ minLength: small(random), maxLength: 1 + small(random) }),
  (random) => ({ pattern: pick(random, ['^a', 'b$', '^[a-c]*$', '\\d']) }),
  (random) => ({ required: some(random) }),
  (random) => ({ minProperties: small(random) }),
  (random) => ({ maxProperties: small(random) }),
  (random) => ({ minItems: small(random) }),
  (random) => ({ maxItems: small(random), uniqueItems: random() < 0.5 }),
  (...parts) => ({ propertyNames: schema(...parts) }),
  (...parts) => ({ properties: named(...parts) }),
  (...parts) => ({ properties: named(...parts) }),
  (...parts) => ({ patternProperties: { '^a': schema(parts[0], parts[1], parts[2] - 1) } }),
  (random, draft, depth) => ({ additionalProperties: schema(random, draft, depth - 1) }),
  (random, draft, depth) => ({ items: schema(random, draft, depth - 1) }),
  (random, draft, depth) =>
    draft.isNew
      ? { prefixItems: list(random, draft, depth) }
      : { items: list(random, draft, depth), additionalItems: schema(random, draft, depth - 1) },
  (random, draft, depth) => ({ contains: schema(random, draft, depth - 1) }),
  (random, draft, depth) => ({
    contains: schema(random, draft, depth - 1),
    ...(draft.hasUnevaluated && { minContains: small(random), maxContains: 1 + small(random) }),
  }),
  (...parts) => ({ allOf: list(...parts) }),
  (...parts) => ({ anyOf: list(...parts) }),
  (...parts) => ({ oneOf: list(...parts) }),
  (random, draft, depth) => ({ not: schema(random, draft, depth - 1) }),
  (random, draft, depth) => ({
    if: schema(random, draft, depth - 1),
    // biome-ignore lint/suspicious/noThenProperty: the language calls it so.
    then: schema(random, draft, depth - 1),
    else: schema(random, draft, depth - 1),
  }),
  (random, draft) => ({ $ref: draft.hasUnevaluated ? '#/$defs/two' : '#/definitions/two', title: String(random()) }),
  (random, draft) =>
    draft.hasUnevaluated ? { dependentRequired: { a: some(random) } } : { dependencies: { a: some(random) } },
  (random, draft, depth) =>
    draft.hasUnevaluated
      ? { dependentSchemas: { a: schema(random, draft, depth - 1) } }
      : { dependencies: { b: schema(random, draft, depth - 1) } },
  (random, draft, depth) => (draft.hasUnevaluated ? { unevaluatedProperties: schema(random, draft, depth - 1) } : {}),
  (random, draft, depth) => (draft.hasUnevaluated ? { unevaluatedItems: schema(random, draft, depth - 1) } : {}),
];
