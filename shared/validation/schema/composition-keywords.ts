import { misfitTeller, type TellMisfit } from './discriminator.ts';
import type { KeywordParts, Keywords } from './keyword.ts';
import type { Check } from './run.ts';

/** `allOf`, `anyOf`, `oneOf`, `not` and `if`. */
export const compositionKeywords: Keywords = (parts) => {
  const { schema, sub } = parts;
  const checks: Check[] = [...(listOf(parts, 'allOf') ?? [])];
  const any = listOf(parts, 'anyOf');
  if (any) checks.push(anyFits(any, misfitTeller(schema, schema.anyOf, any)));
  const one = listOf(parts, 'oneOf');
  if (one) checks.push(oneFits(one, misfitTeller(schema, schema.oneOf, one)));
  if (schema.not !== undefined) {
    const not = sub(schema.not, ['not'], 'in-place');
    checks.push((value, run) => !run.attempt(not, value, undefined) || run.fail('is of a kind that is not allowed'));
  }
  if (schema.if !== undefined) checks.push(conditional(parts));
  return checks;
};

function listOf({ schema, sub, wrong }: KeywordParts, name: string): readonly Check[] | undefined {
  const schemas = schema[name];
  if (schemas === undefined) return undefined;
  if (Array.isArray(schemas) && schemas.length > 0)
    return schemas.map((each, index) => sub(each, [name, index], 'in-place'));
  wrong([name], `"${name}" must be a list of schemas, not an empty one`);
  return undefined;
}

/** Where only one is left to fit, what does not fit it is told. */
function anyFits(checks: readonly Check[], tell: TellMisfit): Check {
  if (checks.length === 1) return checks[0]!;
  return (value, run, seen) => {
    let fits = false;
    for (const check of checks) {
      if (run.isOver) return false;
      if (run.attempt(check, value, seen)) fits = true;
      // Each that fits says what it has looked at, for whoever asks.
      if (fits && !seen) return true;
    }
    return fits || tell(value, run);
  };
}

function oneFits(checks: readonly Check[], tell: TellMisfit): Check {
  if (checks.length === 1) return checks[0]!;
  return (value, run, seen) => {
    let found = 0;
    for (const check of checks) {
      if (run.isOver) return false;
      if (run.attempt(check, value, seen)) found += 1;
      if (found > 1) return run.fail('fits more than one of the forms it may have');
    }
    return found === 1 || tell(value, run);
  };
}

function conditional({ schema, sub }: KeywordParts): Check {
  const test = sub(schema.if, ['if'], 'in-place');
  const then = schema.then === undefined ? undefined : sub(schema.then, ['then'], 'in-place');
  const other = schema.else === undefined ? undefined : sub(schema.else, ['else'], 'in-place');
  return (value, run, seen) => {
    const chosen = run.attempt(test, value, seen) ? then : other;
    return chosen === undefined || chosen(value, run, seen);
  };
}
