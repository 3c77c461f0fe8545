import assert from 'node:assert/strict';
import { SchemaCompiler, type SchemaOptions } from '../../../shared/validation/schema/compile-schema.ts';
import { draft2020 } from '../../../shared/validation/schema/dialect.ts';
import { Run, type RunBounds } from '../../../shared/validation/schema/run.ts';
import { SchemaDocument } from '../../../shared/validation/schema/schema-document.ts';

const usual = { dialect: draft2020, isStrict: false, direction: undefined };

/** What a schema says of a value: each thing that does not fit, with its pointer. */
export function judged(
  schema: unknown,
  value: unknown,
  options: Partial<SchemaOptions & RunBounds> = {},
): readonly string[] {
  const compiler = new SchemaCompiler(new SchemaDocument(schema), { ...usual, ...options });
  const check = compiler.compile(schema, []);
  assert.deepEqual(compiler.problems, []);
  const run = new Run({ maxSteps: 100_000, maxViolations: 16, ...options });
  const fits = check(value, run, undefined);
  assert.equal(fits && !run.isSpent, run.violations.length === 0 && !run.isSpent);
  const told = run.violations.map(({ path, message }) => `/${path.join('/')} ${message}`);
  return run.isSpent ? [...told, 'spent'] : told;
}

/** What is wrong with a schema, with its pointer. */
export function problemsOf(schema: unknown, options: Partial<SchemaOptions> = {}): readonly string[] {
  const compiler = new SchemaCompiler(new SchemaDocument(schema), { ...usual, ...options });
  compiler.compile(schema, []);
  return compiler.problems.map(({ pointer, message }) => `/${pointer.join('/')} ${message}`);
}
