import type { HeaderList } from '../../http/header-list.ts';

/** The key that an upstream is shown. */
export interface Credentials {
  /** Lower case. */
  readonly header: string;
  /** The whole value of the field. */
  readonly value: string;
}

/** Puts the key of an upstream in the place of whatever the client showed. Without one the client's are only taken out. */
export function swapCredentials(headers: HeaderList, credentials: Credentials | undefined): void {
  for (const name of keyHeaders) headers.delete(name);
  if (credentials) headers.set(credentials.header, credentials.value);
}

/** A query without the key that clients of Gemini put there. */
export function withoutKey(query: string | undefined): string | undefined {
  if (query === undefined || !mayHoldKey.test(query)) return query;
  const kept = query.split('&').filter((part) => !isKey(part));
  return kept.length === 0 ? undefined : kept.join('&');
}

function isKey(part: string): boolean {
  const name = part.slice(0, part.includes('=') ? part.indexOf('=') : part.length);
  return /^(?:k|%6b)(?:e|%65)(?:y|%79)$/i.test(name) || /^(?:api_key|apikey|access_token)$/i.test(name);
}

const mayHoldKey = /key|token|%/i;

/** Every field in which clients of some provider show a key. */
const keyHeaders = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'];
