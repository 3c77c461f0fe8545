import type { JsonObject, JsonValue } from '../../json.ts';
import { outlineOf } from './outline.ts';
import { isList, objectIn } from './values.ts';

/** Levels an answer may have: more than any provider sends, and few enough to be walked by recursion everywhere. */
const maxDepth = 512;

/** Bytes of which nothing can be made that is too large, however deep: looked at when they are read, which costs less. */
const harmlessBytes = 65_536;

/** A whole answer, read; `undefined` when it is no JSON object or nested too deep, and so says nothing to us. */
export function readAnswer(content: Uint8Array): JsonObject | undefined {
  const isHarmless = content.byteLength <= harmlessBytes;
  if (!isHarmless && outlineOf(content, maxDepth).depth > maxDepth) return undefined;
  const json = objectIn(decoder.decode(content));
  return isHarmless && isDeeper(json, maxDepth) ? undefined : json;
}

function isDeeper(value: JsonValue | undefined, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (isList(value)) {
    for (const child of value) if (isDeeper(child, depth - 1)) return true;
    return false;
  }
  // What comes from JSON inherits no field.
  for (const name in value) if (isDeeper((value as JsonObject)[name], depth - 1)) return true;
  return false;
}

const decoder = new TextDecoder();
