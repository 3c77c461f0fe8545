import { Fault } from '../../../errors/fault.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { type Outline, outlineOf } from './outline.ts';
import { parseJson } from './parse-json.ts';
import { isList, isObject } from './values.ts';

/** How deep objects and lists of a request may stand in one another. Definitions of tools need some 20. */
const maxDepth = 128;

/** Most bytes of a request whatever the route allows: the text and all that is read from it are in memory at once. */
const maxBytes = 64 * 1024 * 1024;

/**
 * Reads the body of a request, which must be a JSON object. Throws `Fault('bad_request')`, with a text for the client,
 * for whatever else, and as {@link readJsonValue}.
 */
export function readJson(content: Uint8Array): JsonObject {
  const json = readJsonValue(content);
  if (!isObject(json)) throw badRequest('The body of the request must be a JSON object.');
  return json;
}

/**
 * Reads JSON that a client sent. Throws `Fault('bad_request')`, with a text for the client, for what is no JSON, no
 * UTF-8 or too deep, and for a name that stands twice in one object: readers differ in which of the two they take, so
 * that what is checked here might not be what the model is asked. At the top also when only the case differs, because
 * some readers ignore it there.
 */
export function readJsonValue(content: Uint8Array): JsonValue {
  if (content.byteLength > maxBytes) throw new Fault('payload_too_large', { detail: `more than ${maxBytes} bytes` });
  const outline = outlineOf(content, maxDepth);
  if (outline.depth > maxDepth)
    throw badRequest(`The JSON of the request is nested more than ${maxDepth} levels deep.`);
  const json = parse(content);
  refuseTwins(json, outline);
  return json;
}

/** A fault whose text the client is told. */
export function badRequest(text: string): Fault {
  return new Fault('bad_request', { text, detail: text });
}

function parse(content: Uint8Array): JsonValue {
  let text: string;
  try {
    text = decoder.decode(content);
  } catch {
    throw badRequest('The body of the request is not UTF-8.');
  }
  try {
    return parseJson(text);
  } catch {
    // The message of the parser differs from runtime to runtime and may quote the body.
    throw badRequest('The body of the request is not valid JSON.');
  }
}

function refuseTwins(json: JsonValue, { names }: Outline): void {
  // A name that stands twice leaves fewer fields than the text has names.
  if (fieldsIn(json) !== names) throw badRequest('A field of the request stands twice in the same object.');
  // Names without capitals differ in more than their case.
  if (!isObject(json) || !hasCapitals(json)) return;
  const seen = new Set<string>();
  for (const name of Object.keys(json)) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) throw badRequest(`\`${folded}\` stands twice in the request, in different cases.`);
    seen.add(folded);
  }
}

function hasCapitals(json: JsonObject): boolean {
  for (const name in json) if (name !== name.toLowerCase()) return true;
  return false;
}

function fieldsIn(value: JsonValue | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (isList(value)) for (const child of value) count += fieldsIn(child);
  // What comes from JSON inherits no field.
  else for (const name in value) count += 1 + fieldsIn((value as JsonObject)[name]);
  return count;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
