import type { Exchange } from '../engine/exchange.ts';
import type { HeaderList } from '../http/header-list.ts';
import { secretPrefix } from './key-secret.ts';

/**
 * Fields in which clients of one provider or another show a key. The query is none of them: it stands in the logs of
 * everybody on the way.
 */
const fields = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'];

/** The virtual key that a request shows; `undefined` when it shows none. Keys of others are no matter here. */
export function presentedKey(headers: HeaderList): string | undefined {
  for (const field of fields) {
    for (const value of headers.all(field)) {
      const secret = secretIn(value);
      if (secret !== undefined) return secret;
    }
  }
  return undefined;
}

/** Takes every field with a virtual key out of what the upstream will be sent. */
export function hideKeys(exchange: Exchange): void {
  const { request } = exchange;
  if (presentedKey(request.headers) === undefined) return;
  const headers = request.headers.copy();
  for (const field of fields) {
    const kept = headers.all(field).filter((value) => secretIn(value) === undefined);
    headers.delete(field);
    for (const value of kept) headers.append(field, value);
  }
  exchange.request = { ...request, headers };
}

/** Whatever scheme it is written with: what looks like a key must not go on. */
function secretIn(value: string): string | undefined {
  const at = value.indexOf(secretPrefix);
  return at === -1 ? undefined : value.slice(at).split(/[\s,;]/, 1)[0];
}
