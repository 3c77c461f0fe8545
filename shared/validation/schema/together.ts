import { isObject, type JsonObject } from './json-equal.ts';
import type { SchemaDocument } from './schema-document.ts';

/** Schemas looked at for one value, at most. */
const mostSchemas = 200;

/** A schema and all that judge the same value: those it refers to, and those of these keywords. */
export function together(
  schema: unknown,
  document: SchemaDocument,
  keywords: readonly string[],
): readonly JsonObject[] {
  const found: JsonObject[] = [];
  const look = (each: unknown): void => {
    if (!isObject(each) || found.includes(each) || found.length >= mostSchemas) return;
    found.push(each);
    if (typeof each.$ref === 'string') {
      const resolved = document.resolve(each.$ref, each);
      if ('found' in resolved) look(resolved.found);
    }
    for (const keyword of keywords) for (const one of [each[keyword]].flat()) look(one);
  };
  look(schema);
  return found;
}

/** What holds whenever the schema does. */
export const always = ['allOf'] as const;

/** What may hold beside it too. */
export const perhaps = [...always, 'anyOf', 'oneOf', 'if', 'then', 'else'] as const;
