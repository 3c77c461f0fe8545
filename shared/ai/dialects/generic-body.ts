import type { JsonObject, JsonValue } from '../json.ts';
import { isBlank, openBrace, openBracket, quote } from '../json-bytes.ts';
import { plainText } from '../plain-text.ts';
import { badRequest, readJsonValue } from './json/read-json.ts';
import { isObject, valueIn } from './json/values.ts';

/** The body of a request whose dialect is not known. */
export interface GenericBody {
  /** `value` is JSON that is no object: a list, a text. */
  readonly kind: 'object' | 'value' | 'text' | 'form' | 'unread';
  /** As it is sent on. */
  readonly content: Uint8Array;
  /** An object as it is; whatever else stands in the field `content`, a form as its names and values. */
  readonly json: JsonObject;
  /** Why the body could not be read, and what to send instead. */
  readonly unread?: string;
}

/**
 * Reads a body by what it begins with and by its media type (lower case). What begins as an object or a list must be JSON,
 * and is taken without its byte order mark; a form must be said to be one; whatever else is text, if it is text in UTF-8.
 */
export function readGenericBody(content: Uint8Array, mediaType: string): GenericBody {
  if (content.byteLength === 0) return { kind: 'object', content, json: {} };
  if (mediaType.includes('multipart/')) return unreadBody(content, severalParts);
  const plain = withoutMark(content);
  const first = plain.find((byte) => !isBlank(byte));
  if (first === openBrace || first === openBracket) return jsonBody(plain, readJsonValue(plain));
  const text = plainText(content);
  if (text === undefined) return unreadBody(content, noText);
  // A text that only looks like JSON is read as it is.
  const quoted = first === quote ? valueIn(text) : undefined;
  if (quoted !== undefined) return jsonBody(plain, quoted);
  if (mediaType.includes('application/x-www-form-urlencoded')) return formBody(content, text);
  return { kind: 'text', content, json: { content: text } };
}

/** The content of a form, or of a query, as names and values. */
export function formBody(content: Uint8Array, text: string): GenericBody {
  const fields = [...new URLSearchParams(text)];
  const [model, second] = fields.filter(([name]) => name.toLowerCase() === 'model');
  if (second) throw badRequest('`model` stands twice in the request.');
  return { kind: 'form', content, json: { ...(model && { model: model[1] }), content: fields } };
}

/** A body that nobody can read. */
function unreadBody(content: Uint8Array, unread: string): GenericBody {
  return { kind: 'unread', content, json: {}, unread };
}

/** Bytes without the mark that some editors and libraries put before text in UTF-8. */
export function withoutMark(content: Uint8Array): Uint8Array {
  const isMarked = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  return isMarked ? content.subarray(3) : content;
}

function jsonBody(content: Uint8Array, value: JsonValue): GenericBody {
  if (isObject(value)) return { kind: 'object', content, json: value };
  return { kind: 'value', content, json: { content: value } };
}

const severalParts = 'it has several parts; send JSON in UTF-8';
const noText = 'it is no text in UTF-8; send JSON in UTF-8';
