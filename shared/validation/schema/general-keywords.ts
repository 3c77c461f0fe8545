import { identityOf, isObject } from './json-equal.ts';
import type { KeywordParts, Keywords } from './keyword.ts';
import type { Check } from './run.ts';

/** What kind of value it is: `type` and `nullable`. It comes first, because nothing else makes sense when it fails. */
export const typeKeyword: Keywords = (parts) => {
  const { type, nullable } = parts.schema;
  if (type === undefined) return [];
  const names: readonly unknown[] = Array.isArray(type) ? type : [type];
  const known = names.filter((name): name is TypeName => typeof name === 'string' && Object.hasOwn(tests, name));
  if (known.length !== names.length || known.length === 0) {
    parts.wrong(['type'], `"type" must be one of ${Object.keys(tests).join(', ')}, or a list of them`);
    return [];
  }
  const all: readonly TypeName[] = parts.dialect.isOpenApi30 && nullable === true ? [...known, 'null'] : known;
  const message = `must be ${all.map((name) => titles[name]).join(' or ')}`;
  const [first, second] = all.map((name) => tests[name]);
  if (all.length === 1) return [(value, run) => first!(value) || run.fail(message)];
  if (all.length === 2) return [(value, run) => first!(value) || second!(value) || run.fail(message)];
  return [(value, run) => all.some((name) => tests[name](value)) || run.fail(message)];
};

/** `enum` and `const`. */
export const valueKeywords: Keywords = (parts) => {
  const { schema, wrong } = parts;
  const checks: Check[] = [];
  if (schema.enum !== undefined) {
    if (Array.isArray(schema.enum)) checks.push(oneOf(schema.enum, parts));
    else wrong(['enum'], '"enum" must be a list');
  }
  if (Object.hasOwn(schema, 'const')) checks.push(oneOf([schema.const], parts));
  return checks;
};

function oneOf(values: readonly unknown[], { schema, dialect }: KeywordParts): Check {
  const allowed = dialect.isOpenApi30 && schema.nullable === true ? [...values, null] : values;
  const plain = new Set(allowed.filter((value) => typeof value !== 'object' || value === null));
  const deep = new Set(allowed.filter((value) => typeof value === 'object' && value !== null).map(identityOf));
  const message = messageOf(allowed);
  return (value, run) => {
    if (plain.has(value)) return true;
    if (deep.size > 0 && typeof value === 'object' && value !== null && deep.has(identityOf(value))) return true;
    return run.fail(message);
  };
}

/** A client is told what it may send, as long as that is a sentence. */
function messageOf(values: readonly unknown[]): string {
  const text = values.map((value) => JSON.stringify(value)).join(', ');
  if (text.length > 200) return 'is none of the values that are allowed';
  return values.length === 1 ? `must be ${text}` : `must be one of ${text}`;
}

type TypeName = keyof typeof tests;

const tests = {
  string: (value: unknown) => typeof value === 'string',
  number: (value: unknown) => typeof value === 'number',
  integer: (value: unknown) => Number.isInteger(value),
  boolean: (value: unknown) => typeof value === 'boolean',
  object: isObject,
  array: (value: unknown) => Array.isArray(value),
  null: (value: unknown) => value === null,
} as const;

const titles: Readonly<Record<TypeName, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  object: 'an object',
  array: 'an array',
  null: 'null',
};
