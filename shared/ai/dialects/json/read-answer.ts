import type { JsonObject } from '../../json.ts';
import { outlineOf } from './outline.ts';
import { objectIn } from './values.ts';

/** Levels an answer may have: more than any provider sends, and few enough to be walked by recursion everywhere. */
const maxDepth = 512;

/** A whole answer, read; `undefined` when it is no JSON object or nested too deep, and so says nothing to us. */
export function readAnswer(content: Uint8Array): JsonObject | undefined {
  if (outlineOf(content, maxDepth).depth > maxDepth) return undefined;
  return objectIn(decoder.decode(content));
}

const decoder = new TextDecoder();
