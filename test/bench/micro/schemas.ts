import { Validator } from '@cfworker/json-schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseJson } from '../../../shared/validation/parse-json.ts';
import { SchemaCompiler } from '../../../shared/validation/schema/compile-schema.ts';
import { draft2020 } from '../../../shared/validation/schema/dialect.ts';
import { Run } from '../../../shared/validation/schema/run.ts';
import { SchemaDocument } from '../../../shared/validation/schema/schema-document.ts';

/**
 * What it costs to judge a body of 1.1 KB by its schema: `node test/bench/micro/schemas.ts`, or `bun`, or `deno run -A`. By
 * our functions, by code that ajv writes ahead of time, and by cfworker, which reads the schema each time; and what reading
 * the body costs before. Then what a hostile value costs each of them.
 */
const line = {
  type: 'object',
  required: ['sku', 'count'],
  additionalProperties: false,
  properties: {
    sku: { type: 'string', pattern: '^[A-Z]{3}-\\d+$' },
    count: { type: 'integer', minimum: 1, maximum: 999 },
    price: { type: 'number', minimum: 0 },
    kind: { enum: ['new', 'used', 'sample'] },
  },
};
const schema = {
  type: 'object',
  required: ['id', 'customer', 'lines'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^[a-z0-9-]{8,40}$' },
    note: { type: ['string', 'null'], maxLength: 500 },
    customer: { $ref: '#/$defs/customer' },
    lines: { type: 'array', minItems: 1, maxItems: 200, items: line },
  },
  $defs: { customer: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 100 } } } },
};
const order = {
  ...{ id: 'order-12345678', note: null, customer: { name: 'Ada', mail: 'ada@example.com' } },
  lines: Array.from({ length: 20 }, (_, i) => ({ sku: `ABC-${i}`, count: i + 1, price: 9.5, kind: 'new' })),
};
const text = JSON.stringify(order);
const content = new TextEncoder().encode(text);

type Judge = (value: unknown) => boolean;

const judges: Readonly<Record<string, (schema: object) => Judge>> = {
  sentinel(each) {
    const options = { dialect: draft2020, isStrict: false, direction: undefined };
    const check = new SchemaCompiler(new SchemaDocument(each), options).compile(each, []);
    return (value) => check(value, new Run({ maxSteps: 1e6, maxViolations: 16 }), undefined);
  },
  'ajv, generated code': (each) => {
    const judge = new Ajv2020({ strict: false, allErrors: true, logger: false }).compile(each);
    return (value) => judge(value) === true;
  },
  cfworker: (each) => {
    const validator = new Validator(each, '2020-12', false);
    return (value) => validator.validate(value).valid;
  },
};

/** Microseconds each, the best of five rounds. */
function costOf(work: () => unknown, count: number): string {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    const startedAt = performance.now();
    for (let i = 0; i < count; i += 1) work();
    best = Math.min(best, ((performance.now() - startedAt) * 1000) / count);
  }
  return `${best.toFixed(1)} µs`;
}

console.log(
  `JSON.parse: ${costOf(() => JSON.parse(text), 5000)}; read strictly: ${costOf(() => parseJson(content), 5000)}`,
);
for (const [name, make] of Object.entries(judges)) {
  const judge = make(schema);
  console.log(`${name}: ${costOf(() => judge(order), name === 'cfworker' ? 500 : 5000)}`);
}

const hostile: readonly (readonly [string, object, unknown])[] = [
  ['27 characters for ^(a+)+$', { pattern: '^(a+)+$' }, `${'a'.repeat(26)}!`],
  ['4000 unique objects', { uniqueItems: true }, Array.from({ length: 4000 }, (_, a) => ({ a }))],
];
for (const [title, each, value] of hostile) {
  for (const [name, make] of Object.entries(judges)) {
    const judge = make(each);
    const startedAt = performance.now();
    judge(value);
    console.log(`${title}, ${name}: ${(performance.now() - startedAt).toFixed(1)} ms`);
  }
}
