import type { Answered } from '../../engine/exchange.ts';
import { outlineOf } from '../dialects/json/outline.ts';
import { parseJson } from '../dialects/json/parse-json.ts';
import { valueIn } from '../dialects/json/values.ts';
import type { JsonObject } from '../json.ts';
import { plainText } from '../plain-text.ts';
import type { AnswerParts } from './answer-parts.ts';
import { guardDocument } from './guard-document.ts';

/**
 * The bytes of an answer that is no JSON object after all guards have looked at it: of other JSON its texts, of text all
 * of it. `undefined` where nobody can tell what it says: what is no UTF-8, and text that holds JSON line by line.
 * Throws `Fault('guardrail_blocked')`.
 */
export async function guardText(
  content: Uint8Array,
  parts: Pick<AnswerParts, 'inference' | 'request' | 'asked'>,
  exchange: Answered,
): Promise<Uint8Array | undefined> {
  const text = plainText(content);
  if (text === undefined) return undefined;
  const value = outlineOf(content, maxDepth).depth > maxDepth ? undefined : valueIn(text);
  if (value === undefined && text.split(lineEnd).some(holdsJson)) return undefined;
  // Guards look at objects: a text is what one field of it says.
  const framed = encoder.encode(value === undefined ? JSON.stringify({ content: text }) : before + text + behind);
  const json: JsonObject = { content: value ?? text };
  const bytes = await guardDocument(framed, json, parts, exchange);
  if (bytes === framed) return content;
  if (value !== undefined) return bytes.subarray(before.length, bytes.length - behind.length);
  return encoder.encode((parseJson(decoder.decode(bytes)) as { readonly content: string }).content);
}

/** An object or a list in a line, as events of streams are: what it says may go on in the next one, and be escaped. */
function holdsJson(line: string): boolean {
  const start = line.startsWith('data:') ? line.slice(5) : line;
  return /^\s*[{[]/.test(start) && valueIn(start) !== undefined;
}

/** Levels that are walked by recursion everywhere. */
const maxDepth = 512;
const before = '{"content":';
const behind = '}';
const lineEnd = /\r\n|\r|\n/;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
