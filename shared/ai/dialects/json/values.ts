import type { JsonObject, JsonValue } from '../../json.ts';
import { parseJson } from './parse-json.ts';

/** Whether a value is an object with fields. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a list. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The text a value is; empty for whatever else. */
export function textIn(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A text that is not empty. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An object; `undefined` for whatever else. */
export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** The objects of a list, with their indices; none where there is no list. */
export function* entriesOf(list: JsonValue | undefined): Generator<[number, JsonObject]> {
  if (!isList(list)) return;
  for (let index = 0; index < list.length; index += 1) {
    const entry = list[index];
    if (isObject(entry)) yield [index, entry];
  }
}

/** A JSON object that stands in a text from outside; `undefined` when it is none. */
export function objectIn(text: string): JsonObject | undefined {
  return text === '' ? undefined : objectOf(valueIn(text));
}

/** What a text from outside is as JSON; `undefined` when it is none. */
export function valueIn(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    // What cannot be read says nothing; its bytes go on as they are.
    return undefined;
  }
}

/** An object as JSON; empty for whatever else, and for what is nested too deep to be written. */
export function jsonText(value: JsonValue | undefined): string {
  if (!isObject(value)) return '';
  try {
    return JSON.stringify(value);
  } catch {
    // Only the depth of a hostile answer leads here. It is counted as nothing rather than ending the stream.
    return '';
  }
}
