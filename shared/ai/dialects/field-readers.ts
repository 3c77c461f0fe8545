import type { JsonObject, JsonValue } from '../json.ts';
import { badRequest } from './json/read-json.ts';
import { isList, isObject } from './json/values.ts';

/** A text field of a request; `undefined` when absent or null. Like the others, throws `Fault('bad_request')`. */
export function textField(json: JsonObject, name: string): string | undefined {
  const value = json[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw badRequest(`\`${name}\` must be a string.`);
}

/** A true-or-false field; false when absent or null. */
export function flagField(json: JsonObject, name: string): boolean {
  const value = json[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw badRequest(`\`${name}\` must be true or false.`);
}

/** A whole number of at least `min`; `undefined` when absent or null. */
export function wholeField(json: JsonObject, name: string, min: number): number | undefined {
  const value = json[name] ?? undefined;
  if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= min)) return value;
  throw badRequest(`\`${name}\` must be a whole number of at least ${min}.`);
}

/** An object; `undefined` when absent or null. */
export function objectField(json: JsonObject, name: string): JsonObject | undefined {
  const value = json[name] ?? undefined;
  if (value === undefined || isObject(value)) return value;
  throw badRequest(`\`${name}\` must be an object.`);
}

/** A list; `undefined` when absent or null. */
function listField(json: JsonObject, name: string): readonly JsonValue[] | undefined {
  const value = json[name] ?? undefined;
  if (value === undefined || isList(value)) return value;
  throw badRequest(`\`${name}\` must be a list.`);
}

/** A list of objects that must be there. */
export function objectsField(json: JsonObject, name: string): readonly JsonObject[] {
  const list = listField(json, name);
  if (list === undefined) throw badRequest(`\`${name}\` is missing.`);
  const wrong = list.findIndex((entry) => !isObject(entry));
  if (wrong !== -1) throw badRequest(`\`${name}[${wrong}]\` must be an object.`);
  return list.filter(isObject);
}

/** A field that must be there, of whatever kind. */
export function neededField(json: JsonObject, name: string): JsonValue {
  const value = json[name] ?? undefined;
  if (value === undefined) throw badRequest(`\`${name}\` is missing.`);
  return value;
}

/** The larger of two limits on the output. Providers differ in which of the two counts. */
export function largerOf(first: number | undefined, second: number | undefined): number | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return Math.max(first, second);
}
