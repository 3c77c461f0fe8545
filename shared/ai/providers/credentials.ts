import type { HeaderList } from '../../http/header-list.ts';
import { decoded } from '../dialects/openai-requests.ts';

/** The key that an upstream is shown. */
export interface Credentials {
  /** Lower case. */
  readonly header: string;
  /** The whole value of the field. */
  readonly value: string;
}

/**
 * Puts the key of an upstream in the place of whatever the client showed, and takes out what else of the client's tells
 * who it is or who pays: fields with the value that was `received`, and none that the configuration wrote. Without a key
 * the client's are only taken out.
 */
export function swapCredentials(headers: HeaderList, credentials: Credentials | undefined, received: HeaderList): void {
  const { flat } = headers;
  let kept = 0;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    const value = flat[i + 1]!;
    const fate = fates.get(name);
    if (fate === 'key' || (fate === 'payer' && received.all(name).includes(value))) continue;
    flat[kept] = name;
    flat[kept + 1] = value;
    kept += 2;
  }
  flat.length = kept;
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
  return keyName.test(decoded(name));
}

const mayHoldKey = /key|token|project|%/i;
const keyName = /^\$?(?:key|api_key|apikey|access_token|oauth_token|userproject)$/i;

/** Every field in which clients of some provider show a key, or say whom it is for. */
const fates: ReadonlyMap<string, 'key' | 'payer'> = new Map([
  ...['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'].map((name) => [name, 'key'] as const),
  ...['openai-organization', 'openai-project', 'x-goog-user-project', 'cookie'].map((name) => [name, 'payer'] as const),
]);
