import { isObject, type JsonObject } from './json-equal.ts';
import { countOf, type KeywordParts, type Keywords, textsOf } from './keyword.ts';
import type { Check, Run } from './run.ts';
import { always, together } from './together.ts';

/** `required`, the number of properties, `propertyNames`, and what the presence of one property asks for. */
export const objectKeywords: Keywords = (parts) => {
  const { schema } = parts;
  const checks: Check[] = [];
  const least = countOf(parts, 'minProperties');
  const most = countOf(parts, 'maxProperties');
  if (least !== undefined || most !== undefined) checks.push(sizeBetween(least ?? 0, most ?? Infinity));
  if (schema.required !== undefined) {
    const names = textsOf(parts, schema.required, ['required']);
    if (names) {
      const asked = names.filter((name) => !isUnsent(parts, name));
      checks.push((value, run) => !isObject(value) || hasAll(value, asked, run));
    }
  }
  if (schema.propertyNames !== undefined) {
    const check = parts.sub(schema.propertyNames, ['propertyNames'], 'part');
    checks.push((value, run) => !isObject(value) || namesFit(value, check, run));
  }
  return [...checks, ...dependents(parts)];
};

/** Whether a property goes the other way alone, so that nobody can be asked for it: what only servers tell, or clients. */
function isUnsent({ schema, document, direction }: KeywordParts, name: string): boolean {
  if (direction === undefined) return false;
  const word = direction === 'request' ? 'readOnly' : 'writeOnly';
  return together(schema, document, always).some(({ properties }) => {
    const property = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return together(property, document, always).some((each) => each[word] === true);
  });
}

function sizeBetween(least: number, most: number): Check {
  return (value, run) => {
    if (!isObject(value)) return true;
    const size = Object.keys(value).length;
    if (size < least) return run.fail(`must have at least ${least} properties`);
    return size <= most || run.fail(`must have at most ${most} properties`);
  };
}

function hasAll(value: JsonObject, names: readonly string[], run: Run): boolean {
  let fits = true;
  for (const name of names) if (!Object.hasOwn(value, name)) fits = run.failAt(name, 'is missing');
  return fits;
}

function namesFit(value: JsonObject, check: Check, run: Run): boolean {
  let fits = true;
  for (const name of Object.keys(value)) {
    if (run.isOver) return false;
    if (!run.attempt(check, name, undefined)) fits = run.failAt(name, 'has a name that is not allowed');
  }
  return fits;
}

/** `dependentRequired`, `dependentSchemas`, and `dependencies`, which is both in one. */
function dependents(parts: KeywordParts): readonly Check[] {
  const checks: Check[] = [];
  for (const keyword of ['dependentRequired', 'dependentSchemas', 'dependencies']) {
    const rules = parts.schema[keyword];
    if (rules === undefined) continue;
    if (!isObject(rules)) {
      parts.wrong([keyword], `"${keyword}" must be an object`);
      continue;
    }
    for (const [name, rule] of Object.entries(rules)) checks.push(...dependent(parts, [keyword, name], rule));
  }
  return checks;
}

function dependent(parts: KeywordParts, steps: readonly [string, string], rule: unknown): readonly Check[] {
  const [keyword, name] = steps;
  if (Array.isArray(rule) || keyword === 'dependentRequired') {
    const names = textsOf(parts, rule, steps);
    if (!names) return [];
    return [(value, run) => !isObject(value) || !Object.hasOwn(value, name) || hasAll(value, names, run)];
  }
  const check = parts.sub(rule, steps, 'in-place');
  return [(value, run, seen) => !isObject(value) || !Object.hasOwn(value, name) || check(value, run, seen)];
}
