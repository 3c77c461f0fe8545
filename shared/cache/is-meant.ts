import type { Purge } from './cache-store.ts';

/** Whether a purge means a response of this address, with these tags. */
export function isMeant(
  { url, tags }: { readonly url: string; readonly tags: readonly string[] },
  what: Purge,
): boolean {
  switch (what.by) {
    case 'url':
      return url === what.url;
    case 'prefix':
      return url.startsWith(what.prefix);
    case 'tag':
      return tags.includes(what.tag);
    case 'all':
      return true;
  }
}
