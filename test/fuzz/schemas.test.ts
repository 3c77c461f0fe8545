import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Validator } from '@cfworker/json-schema';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { SchemaCompiler } from '../../shared/validation/schema/compile-schema.ts';
import { type Dialect, dialectNamed } from '../../shared/validation/schema/dialect.ts';
import { Run } from '../../shared/validation/schema/run.ts';
import { SchemaDocument } from '../../shared/validation/schema/schema-document.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';
import { randomSchema, randomValue } from './schema-material.ts';

const drafts = [
  {
    uri: 'http://json-schema.org/draft-07/schema#',
    name: '7' as const,
    make: Ajv,
    isNew: false,
    hasUnevaluated: false,
  },
  {
    uri: 'https://json-schema.org/draft/2019-09/schema',
    name: '2019-09' as const,
    make: Ajv2019,
    isNew: false,
    hasUnevaluated: true,
  },
  {
    uri: 'https://json-schema.org/draft/2020-12/schema',
    name: '2020-12' as const,
    make: Ajv2020,
    isNew: true,
    hasUnevaluated: true,
  },
];
const seed = testSeed();
/** More by hand: `ROUNDS=10000`. */
const schemas = Number(process.env['ROUNDS'] ?? 40);
const valuesEach = 12;

describe(`random schemas, judged by us, ajv and cfworker (SEED=${seed})`, () => {
  for (const draft of drafts) {
    test(`judges schemas of ${draft.name} as the two others do where they agree`, () => {
      const source = new SeededRandom(seed);
      const random = () => source.below(1_000_000) / 1_000_000;
      let agreed = 0;
      for (let i = 0; i < schemas; i += 1) {
        const schema = randomSchema(random, draft);
        const other = new draft.make({ strict: false, validateFormats: false, logger: false, allErrors: true }).compile(
          schema,
        );
        const own = compiled(schema, dialectNamed(draft.uri)!);
        const third = new Validator(schema, draft.name);
        for (let j = 0; j < valuesEach; j += 1) {
          const value = randomValue(random);
          const expected = verdictOf(() => other(value));
          if (expected === undefined || verdictOf(() => third.validate(value).valid) !== expected) continue;
          agreed += 1;

          assert.equal(own(value), expected, `SEED=${seed}\n${JSON.stringify(schema)}\n${JSON.stringify(value)}`);
        }
      }
      assert.ok(agreed > schemas * valuesEach * 0.8, `only ${agreed} judgements could be compared`);
    });
  }
});

/** `undefined` when the validator itself fails. */
function verdictOf(judge: () => unknown): boolean | undefined {
  try {
    return judge() === true;
  } catch {
    return undefined;
  }
}

function compiled(schema: object, dialect: Dialect): (value: unknown) => boolean {
  const compiler = new SchemaCompiler(new SchemaDocument(schema), { dialect, isStrict: false, direction: undefined });
  const check = compiler.compile(schema, []);
  assert.deepEqual(compiler.problems, [], JSON.stringify(schema));
  return (value) => {
    const run = new Run({ maxSteps: 100_000, maxViolations: 10 });
    const fits = check(value, run, undefined);
    assert.equal(run.isSpent, false);
    assert.equal(fits, run.violations.length === 0, 'what does not fit is told, and nothing else');
    return fits;
  };
}
