/** Memcached takes no longer ones. */
const mostBytes = 250;

/** The key of a counter: as it is where Memcached takes that, else by its SHA-256. */
export function memcachedKey(prefix: string, key: string): string | Promise<string> {
  if (/^[\x21-\x7e]+$/.test(key) && prefix.length + 2 + key.length <= mostBytes) return `${prefix}k:${key}`;
  return hashed(prefix, key);
}

async function hashed(prefix: string, key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return `${prefix}h:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
