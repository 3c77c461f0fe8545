import { isObject, type JsonObject } from './json-equal.ts';
import type { SchemaDocument } from './schema-document.ts';

/** Schemas looked at for one value, at most. */
const mostSchemas = 200;

/** A schema and all that hold for the same value whenever it does: those it refers to, and those of `allOf`. */
export function together(schema: unknown, document: SchemaDocument, found: JsonObject[] = []): readonly JsonObject[] {
  if (!isObject(schema) || found.includes(schema) || found.length >= mostSchemas) return found;
  found.push(schema);
  if (typeof schema.$ref === 'string') {
    const resolved = document.resolve(schema.$ref, schema);
    if ('found' in resolved) together(resolved.found, document, found);
  }
  if (Array.isArray(schema.allOf)) for (const each of schema.allOf) together(each, document, found);
  return found;
}
