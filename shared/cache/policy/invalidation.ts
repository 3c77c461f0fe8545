import type { HeaderList } from '../../http/header-list.ts';

/** Whether a request may change what is kept: its method is none of those that only read (RFC 9110 §9.2.1). */
export function isUnsafe(method: string): boolean {
  return !safe.has(method);
}

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'REPORT', 'SEARCH']);

/** Whether the request took effect, as far as its status tells (RFC 9111 §4.4). */
export function tookEffect(status: number): boolean {
  return status >= 200 && status < 400;
}

/**
 * The addresses that a successful unsafe request makes out of date: its own, and those that its answer names if they are
 * of the same origin, so that nobody can have the pages of others dropped (RFC 9111 §4.4).
 */
export function outdatedBy(url: string, headers: HeaderList): readonly string[] {
  const urls = new Set([url]);
  for (const name of ['location', 'content-location']) {
    const named = headers.get(name);
    const other = named === undefined ? undefined : resolved(named, url);
    if (other !== undefined) urls.add(other);
  }
  return [...urls];
}

function resolved(reference: string, base: string): string | undefined {
  const from = URL.parse(base);
  const to = URL.parse(reference, base);
  if (from === null || to === null || to.origin !== from.origin) return undefined;
  const [scheme = '', rest = ''] = base.split('://', 2);
  const [host = ''] = rest.split(/[/?]/, 1);
  return `${scheme}://${host}${to.pathname}${to.search}`;
}
