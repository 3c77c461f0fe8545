import { isSameStrongly } from '../../http/conditional.ts';
import { HeaderList } from '../../http/header-list.ts';

/**
 * The fields of a request as it is sent for the cache: without the conditions and ranges of the one client, and with the
 * question whether what is kept still holds (RFC 9111 §4.3.1).
 */
export function fetchFields(headers: HeaderList, stored: HeaderList | undefined): HeaderList {
  const flat: string[] = [];
  const from = headers.flat;
  for (let i = 0; i < from.length; i += 2) {
    if (!ofOneClient.has(from[i]!)) flat.push(from[i]!, from[i + 1]!);
  }
  const etag = stored?.get('etag');
  const lastModified = stored?.get('last-modified');
  if (etag !== undefined) flat.push('if-none-match', etag);
  if (lastModified !== undefined) flat.push('if-modified-since', lastModified);
  return new HeaderList(flat);
}

/** The same for a fetch that no client waits for: how fresh one wanted it does not matter either. */
export function refreshFields(headers: HeaderList, stored: HeaderList): HeaderList {
  const fields = fetchFields(headers, stored);
  fields.delete('cache-control');
  fields.delete('pragma');
  return fields;
}

const ofOneClient: ReadonlySet<string> = new Set([
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
]);

/** Whether a 304 is about what is kept: a strong tag in it that is another says no (RFC 9111 §4.3.4). */
export function confirms(came: HeaderList, stored: HeaderList): boolean {
  const etag = came.get('etag');
  const kept = stored.get('etag');
  if (etag === undefined || etag.startsWith('W/') || kept === undefined) return true;
  return kept.startsWith('W/') ? kept.slice(2) === etag : isSameStrongly(etag, kept);
}

/** Whether the answer to HEAD is about the response that is kept (RFC 9111 §4.3.5). */
export function isOfSame(came: HeaderList, stored: HeaderList): boolean {
  return ['etag', 'last-modified', 'content-length'].every((name) => {
    const value = came.get(name);
    return value === undefined || value === stored.get(name);
  });
}
