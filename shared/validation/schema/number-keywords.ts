import type { KeywordParts, Keywords } from './keyword.ts';
import type { Check } from './run.ts';

/** `minimum`, `maximum`, their exclusive forms and `multipleOf`. */
export const numberKeywords: Keywords = (parts) => {
  const checks: Check[] = [];
  const { schema, dialect } = parts;
  // In OpenAPI 3.0 a flag says whether the bound itself is out.
  const flags = dialect.isOpenApi30;
  const minimum = numberOf(parts, 'minimum');
  const maximum = numberOf(parts, 'maximum');
  const above = flags ? flagged(parts, 'exclusiveMinimum', minimum) : numberOf(parts, 'exclusiveMinimum');
  const below = flags ? flagged(parts, 'exclusiveMaximum', maximum) : numberOf(parts, 'exclusiveMaximum');
  if (minimum !== undefined) checks.push(number((value) => value >= minimum, `must be at least ${minimum}`));
  if (maximum !== undefined) checks.push(number((value) => value <= maximum, `must be at most ${maximum}`));
  if (above !== undefined) checks.push(number((value) => value > above, `must be more than ${above}`));
  if (below !== undefined) checks.push(number((value) => value < below, `must be less than ${below}`));
  if (schema.multipleOf === undefined) return checks;
  const unit = numberOf(parts, 'multipleOf');
  if (unit === undefined) return checks;
  if (unit > 0) checks.push(number((value) => isMultiple(value, unit), `must be a multiple of ${unit}`));
  else parts.wrong(['multipleOf'], '"multipleOf" must be more than 0');
  return checks;
};

function number(test: (value: number) => boolean, message: string): Check {
  return (value, run) => typeof value !== 'number' || test(value) || run.fail(message);
}

function numberOf({ schema, wrong }: KeywordParts, name: string): number | undefined {
  const value = schema[name];
  if (value === undefined || typeof value === 'number') return value;
  wrong([name], `"${name}" must be a number`);
  return undefined;
}

function flagged({ schema, wrong }: KeywordParts, name: string, bound: number | undefined): number | undefined {
  const value = schema[name];
  if (value === undefined || value === false) return undefined;
  if (value === true) return bound;
  wrong([name], `"${name}" is true or false in OpenAPI 3.0`);
  return undefined;
}

/** Decimal fractions have no exact form: 0.3 is a multiple of 0.1, though its quotient is not whole. */
function isMultiple(value: number, unit: number): boolean {
  const quotient = value / unit;
  if (Number.isInteger(quotient)) return true;
  if (!Number.isFinite(quotient)) return value % unit === 0;
  return Math.abs(quotient - Math.round(quotient)) <= Math.abs(quotient) * 4 * Number.EPSILON && quotient >= 0.5;
}
