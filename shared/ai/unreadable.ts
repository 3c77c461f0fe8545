import type { HeaderList } from '../http/header-list.ts';
import type { AiRequest } from './ai-request.ts';
import type { JsonValue } from './json.ts';

/**
 * Why nobody here can tell what a request says to the model, and what to send instead; `undefined` where it can be told.
 * Files and addresses of files are not texts, and are not meant.
 */
export function unreadable(request: AiRequest, headers: HeaderList): string | undefined {
  if (request.content.byteLength === 0) return undefined;
  if (request.unread !== undefined) return request.unread;
  const type = headers.joined('content-type') ?? '';
  for (const [, name] of type.matchAll(charsets)) {
    if (!isReadable(name!.toLowerCase(), request.content)) return 'its charset is not UTF-8; send JSON in UTF-8';
  }
  return tokenLists.some((name) => isOfNumbers(request.json[name])) ? 'it has numbers of tokens; send text' : undefined;
}

/** A provider may go by the charset, though JSON has but one. */
function isReadable(charset: string, content: Uint8Array): boolean {
  if (charset === 'utf-8' || charset === 'utf8') return true;
  return likeAscii.has(charset) && content.every((byte) => byte < 0x80);
}

/** A list of numbers, or a list of such lists. */
function isOfNumbers(value: JsonValue | undefined): boolean {
  if (!Array.isArray(value)) return false;
  return value.some((entry) => typeof entry === 'number' || (Array.isArray(entry) && typeof entry[0] === 'number'));
}

const charsets = /charset\s*=\s*["']?([^"';,\s]*)/gi;
/** Charsets whose first half is ASCII, with the same bytes. */
const likeAscii = new Set(['us-ascii', 'ascii', 'iso-8859-1', 'latin1', 'windows-1252']);
/** Fields that may say a prompt in numbers. */
const tokenLists = ['prompt', 'input', 'prompt_token_ids', 'input_ids', 'token_ids'];
