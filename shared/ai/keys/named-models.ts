import type { AiRequest } from '../ai-request.ts';
import { decoded } from '../dialects/openai-requests.ts';
import type { JsonValue } from '../json.ts';

/**
 * All models that a request names, wherever a provider may look: the one it counts as, those of the path, those of the body
 * in whatever case and at whatever depth, but for texts and schemas, and those of the query. `undefined` where one is named
 * by something else than a text.
 */
export function namedModels(
  { model, json }: AiRequest,
  path: string,
  query: string | undefined,
): readonly string[] | undefined {
  const named: JsonValue[] = model === undefined ? [] : [model];
  named.push(...modelsOfPath(path));
  takeNamed(json, named);
  if (query !== undefined) {
    for (const [name, value] of new URLSearchParams(query)) if (naming.has(name.toLowerCase())) named.push(value);
  }
  return named.every((one) => typeof one === 'string') ? named.map(withoutCollection) : undefined;
}

/** What stands behind a collection of models, without what is to be done with it. */
function modelsOfPath(path: string): readonly string[] {
  return Array.from(path.matchAll(collection), ([, many, one, asked]) =>
    decoded((many ?? one ?? asked)!).replace(verb, ''),
  );
}

/**
 * A collection of models and the name behind it, which may be that of another collection. `endpoints` is one where something
 * is asked of a member.
 */
const collection =
  /(?:\/|%2f|%5c)(?:(?:models|deployments|engines)(?=(?:\/|%2f|%5c)+(?!%2f|%5c)([^/]+))|model(?=(?:\/|%2f|%5c)+(?!%2f|%5c)([^/]+)\/)|(?:tunedmodels|endpoints)(?=(?:\/|%2f|%5c)+(?!%2f|%5c)([^/]+?(?::|%3a)[^/]*)))/gi;
const verb = /:[a-z]+$/i;

/** Takes what a body names, object by object. */
function takeNamed(body: JsonValue, named: JsonValue[]): void {
  const left: JsonValue[] = [body];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) for (const item of value) left.push(item);
    else takeFields(value as Readonly<Record<string, JsonValue>>, named, left);
  }
}

function takeFields(object: Readonly<Record<string, JsonValue>>, named: JsonValue[], left: JsonValue[]): void {
  for (const name of Object.keys(object)) {
    const child = object[name];
    if (child === null || child === undefined || silent.has(name)) continue;
    if (!naming.has(name.toLowerCase())) left.push(child);
    else for (const one of Array.isArray(child) ? child : [child as JsonValue]) take(one, named, left);
  }
}

/** A model by its name, or by a request for it. */
function take(one: JsonValue, named: JsonValue[], left: JsonValue[]): void {
  const isRequest = typeof one === 'object' && one !== null && !Array.isArray(one) && 'model' in one;
  if (isRequest) left.push(one);
  else named.push(one);
}

/** Gemini names models with the collection they are in. */
function withoutCollection(model: string): string {
  return model.startsWith('models/') ? model.slice('models/'.length) : model;
}

/** Fields that name models, in lower case. */
const naming = new Set(['model', 'models', 'model_id', 'modelid', 'fallbacks']);

/** Fields of texts, of schemas and of what clients keep for themselves: their names are not those of requests. */
const silent = new Set([
  ...['messages', 'contents', 'content', 'system', 'systemInstruction', 'system_instruction', 'documents'],
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentRequired', 'dependentSchemas'],
  ...['default', 'const', 'example', 'examples', 'input_examples', 'metadata', 'variables'],
]);
