import { isObject, type JsonObject } from '../schema/json-equal.ts';
import type { SchemaDocument } from '../schema/schema-document.ts';
import { perhaps, together } from '../schema/together.ts';
import type { ScalarKind, ValueKinds } from './operation.ts';

/** What a schema lets be, through its references and branches, so that text is read as what it is meant to be. */
export function valueKinds(schema: unknown, document: SchemaDocument): ValueKinds {
  const parts = partsOf(schema, document);
  const itemSchemas = parts.flatMap(({ items }) => (items === undefined ? [] : [items]));
  const names = new Map<string, ReadonlySet<ScalarKind>>();
  for (const { properties } of parts) {
    if (!isObject(properties)) continue;
    for (const [name, each] of Object.entries(properties)) names.set(name, scalarsOf(partsOf(each, document)));
  }
  return {
    scalars: scalarsOf(parts),
    items: has(parts, 'array') ? scalarsOf(itemSchemas.flatMap((each) => partsOf(each, document))) : undefined,
    properties: has(parts, 'object') || names.size > 0 ? names : undefined,
  };
}

/** All schemas that may judge the same value. */
export function partsOf(schema: unknown, document: SchemaDocument): readonly JsonObject[] {
  return together(schema, document, perhaps);
}

function typesOf({ type }: JsonObject): readonly unknown[] {
  return Array.isArray(type) ? type : type === undefined ? [] : [type];
}

function has(parts: readonly JsonObject[], type: string): boolean {
  return parts.some((part) => typesOf(part).includes(type));
}

function scalarsOf(parts: readonly JsonObject[]): ReadonlySet<ScalarKind> {
  const kinds = new Set<ScalarKind>();
  for (const part of parts) {
    const types = part.type === undefined ? impliedTypes(part) : typesOf(part);
    for (const type of types) {
      if (type === 'integer' || type === 'number') kinds.add('number');
      if (type === 'string' || type === 'boolean' || type === 'null') kinds.add(type);
    }
    if (part.nullable === true) kinds.add('null');
  }
  return kinds;
}

/** What a schema without a type is about: values that it lists, or numbers that it bounds. */
function impliedTypes(part: JsonObject): readonly unknown[] {
  const values = Array.isArray(part.enum) ? part.enum : part.const === undefined ? [] : [part.const];
  const types = values.map((value) => (value === null ? 'null' : typeof value));
  return numberWords.some((word) => part[word] !== undefined) ? [...types, 'number'] : types;
}

const numberWords = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
