import { isObject } from './json-equal.ts';
import type { SchemaDocument } from './schema-document.ts';

/** Whether a schema, or one that judges the same value with it, names properties. */
export function namesProperties(schema: unknown, document: SchemaDocument, visited = new Set<unknown>()): boolean {
  if (!isObject(schema) || visited.has(schema)) return false;
  visited.add(schema);
  if (isObject(schema.properties) && Object.keys(schema.properties).length > 0) return true;
  const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => (Array.isArray(schema[name]) ? schema[name] : []));
  const dependents = isObject(schema.dependentSchemas) ? Object.values(schema.dependentSchemas) : [];
  const inPlace: readonly unknown[] = [
    ...lists,
    ...dependents,
    schema.if,
    schema.then,
    schema.else,
    targetOf(schema, document),
  ];
  return inPlace.some((each) => namesProperties(each, document, visited));
}

function targetOf(
  schema: object & { readonly $ref?: unknown; readonly $dynamicRef?: unknown },
  document: SchemaDocument,
): unknown {
  const name = schema.$ref ?? schema.$dynamicRef;
  if (typeof name !== 'string') return undefined;
  const resolved = document.resolve(name, schema);
  return 'found' in resolved ? resolved.found : undefined;
}
