import type { SchemaCompiler, SchemaProblem } from '../schema/compile-schema.ts';
import { isObject, type JsonObject } from '../schema/json-equal.ts';
import type { Pointer, SchemaDocument } from '../schema/schema-document.ts';

/** A part of a description, and where it stands. */
export interface Part {
  readonly value: JsonObject;
  readonly pointer: Pointer;
}

/** Goes through the parts of a description, and notes what is wrong with them. */
export class DescriptionReader {
  readonly document: SchemaDocument;
  readonly problems: SchemaProblem[] = [];
  /** Makes the schemas of requests ready, or those of answers. */
  readonly schemas: Readonly<Record<'request' | 'response', SchemaCompiler>>;

  constructor(document: SchemaDocument, schemas: Readonly<Record<'request' | 'response', SchemaCompiler>>) {
    this.document = document;
    this.schemas = schemas;
  }

  wrong(pointer: Pointer, message: string): void {
    this.problems.push({ pointer, message });
  }

  /** An object, found by reference if it is one. */
  part(value: unknown, pointer: Pointer, what: string): Part | undefined {
    let at = { value, pointer };
    for (let hops = 0; isObject(at.value) && typeof at.value.$ref === 'string'; hops += 1) {
      const resolved = this.document.resolve(at.value.$ref, at.value);
      const problem = 'problem' in resolved ? resolved.problem : hops > mostHops ? 'refers to itself' : undefined;
      if (problem !== undefined || !('found' in resolved)) {
        this.wrong([...at.pointer, '$ref'], problem ?? 'names nothing');
        return undefined;
      }
      const { found } = resolved;
      at = { value: found, pointer: isObject(found) ? this.document.pointerOf(found) : at.pointer };
    }
    if (isObject(at.value)) return { value: at.value, pointer: at.pointer };
    this.wrong(at.pointer, `${what} must be an object`);
    return undefined;
  }

  /** The members of an object that may be absent. */
  members(part: Part, name: string): readonly (readonly [string, Pointer, unknown])[] {
    const value = part.value[name];
    if (value === undefined) return [];
    const pointer = [...part.pointer, name];
    if (isObject(value)) return Object.entries(value).map(([key, each]) => [key, [...pointer, key], each] as const);
    this.wrong(pointer, `"${name}" must be an object`);
    return [];
  }

  /** The items of a list that may be absent. */
  items(part: Part, name: string): readonly (readonly [Pointer, unknown])[] {
    const value = part.value[name];
    if (value === undefined) return [];
    const pointer = [...part.pointer, name];
    if (Array.isArray(value)) return value.map((each, index) => [[...pointer, index], each] as const);
    this.wrong(pointer, `"${name}" must be a list`);
    return [];
  }
}

const mostHops = 20;
