import { outlineOf } from '../dialects/json/outline.ts';
import { objectIn } from '../dialects/json/values.ts';
import type { JsonObject } from '../json.ts';

/** The object that a text of a call holds; an empty text is an empty object. `undefined` for what is none, or nested too deep. */
export function objectText(text: string): JsonObject | undefined {
  if (text.trim() === '') return {};
  return outlineOf(encoder.encode(text), maxDepth).depth > maxDepth ? undefined : objectIn(text);
}

/** As deep as requests may be. */
const maxDepth = 128;

const encoder = new TextEncoder();
