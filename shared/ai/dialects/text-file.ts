import type { JsonObject } from '../json.ts';
import { textIn } from './json/values.ts';

/** A file of text that stands in a request as base64. */
export interface TextFile {
  readonly text: string;
  /** What stands before the base64: the head of a data URL, or nothing. */
  readonly codedBehind: string;
}

/**
 * The text of a file in base64 that says it is one, by its media type or its name; `undefined` for other files, and where
 * it holds no text. `part` is the object that the file stands in.
 */
export function textFile(part: JsonObject, value: string): TextFile | undefined {
  if (!saysText(part, value)) return undefined;
  const head = value.slice(0, longestHead);
  const plain = plainUrl.exec(head);
  if (plain) return unescaped(value.slice(plain[0].length), plain[1]!);
  const codedBehind = dataUrl.exec(head)?.[0] ?? '';
  const text = decoded(value.slice(codedBehind.length));
  return text === undefined ? undefined : { text, codedBehind };
}

/** Whether a file is said to be one of text, by its media type or its name. */
export function saysText(part: JsonObject, value: string): boolean {
  const named = anyUrl.exec(value.slice(0, longestHead))?.[1];
  const type = named ?? (textIn(part['mimeType']) || textIn(part['mime_type']) || textIn(part['media_type']));
  return textType.test(named === '' ? 'text/plain' : type) || textName.test(textIn(part['filename']));
}

/** A text as the value it is in a request. */
export function textFileValue(text: string, codedBehind: string): string {
  let binary = '';
  // Bytes are taken some at a time: a call has only so many arguments.
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return codedBehind + btoa(binary);
}

/** The text of a data URL without base64. A new text is put there in base64, which needs no escapes. */
function unescaped(text: string, type: string): TextFile | undefined {
  try {
    return { text: decodeURIComponent(text), codedBehind: `data:${type};base64,` };
  } catch {
    // Not percent codes of UTF-8.
    return undefined;
  }
}

/** Either alphabet is read, as providers do. */
function decoded(base64: string): string | undefined {
  try {
    const binary = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
    return decoder.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
  } catch {
    // No base64, or no UTF-8: no text.
    return undefined;
  }
}

const longestHead = 200;
const anyUrl = /^data:([^;,]*)/i;
const dataUrl = /^data:([^;,]*)(?:;[^,]*)?;base64,/i;
const plainUrl = /^data:([^;,]*)(?:;(?!base64,)[^;,]*)*,/i;
const textType = /^(?:text\/|application\/(?:[\w.+-]*(?:json|xml|yaml|javascript|markdown|csv|rtf)|x-sh)\b)/i;
const textName = /\.(?:txt|md|markdown|csv|tsv|json|jsonl|xml|html?|ya?ml|log|rst|tex|py|js|ts|sh)$/i;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
