import { isObject, type JsonObject } from './json-equal.ts';
import type { Check, Run } from './run.ts';

/** Tells what is wrong with a value that fits none of several schemas; always false, for the caller to hand on. */
export type TellMisfit = (value: unknown, run: Run) => false;

/**
 * By the `discriminator` of OpenAPI: a property says which of the schemas is meant, so that what does not fit that one can be
 * told with its place. It changes nothing about what fits.
 */
export function misfitTeller(schema: JsonObject, branches: unknown, checks: readonly Check[]): TellMisfit {
  const { discriminator } = schema;
  if (!isObject(discriminator) || typeof discriminator.propertyName !== 'string') return fitsNone;
  const { propertyName, mapping } = discriminator;
  const names = namesOf(branches as readonly unknown[], mapping);
  if (names.size === 0) return fitsNone;
  const mustBe = `must be one of ${[...names.keys()].map((name) => JSON.stringify(name)).join(', ')}`;
  return (value, run) => {
    if (!isObject(value)) return fitsNone(value, run);
    if (!Object.hasOwn(value, propertyName)) return run.failAt(propertyName, 'is missing');
    const index = names.get(value[propertyName]);
    if (index === undefined) return run.failAt(propertyName, mustBe);
    const fits = checks[index]!(value, run, undefined);
    return fits ? fitsNone(value, run) : false;
  };
}

function fitsNone(_value: unknown, run: Run): false {
  return run.fail('fits none of the forms it may have');
}

/** Which of the schemas a value of the property means: those that are mapped, else each by its own name. */
function namesOf(branches: readonly unknown[], mapping: unknown): ReadonlyMap<unknown, number> {
  const references = branches.map((branch) => (isObject(branch) ? String(branch.$ref ?? '') : ''));
  const names = new Map<unknown, number>();
  for (const [name, reference] of isObject(mapping) ? Object.entries(mapping) : []) {
    const index = references.findIndex((one) => one === reference || one.endsWith(`/schemas/${String(reference)}`));
    if (index !== -1) names.set(name, index);
  }
  for (const [index, reference] of references.entries()) {
    const isMapped = [...names.values()].includes(index);
    if (reference !== '' && !isMapped) names.set(reference.slice(reference.lastIndexOf('/') + 1), index);
  }
  return names;
}
