import type { RequestHead } from '../http/head.ts';
import type { FetchHost } from './fetch-host.ts';
import { readHeaders } from './header-exchange.ts';

/** The head of a web `Request`. Its URL is cut by hand: `new URL` would cost more, and change path and query. */
export function headOf(request: Request, version: RequestHead['version'], host: FetchHost): RequestHead {
  const { url } = request;
  const headers = readHeaders(request.headers, host);
  const authorityAt = url.indexOf('://') + 3;
  const pathAt = startOfPath(url, authorityAt);
  const end = endOf(url, pathAt);
  const queryAt = url.indexOf('?', pathAt);
  const hasQuery = queryAt !== -1 && queryAt < end;
  const path = url.slice(pathAt, hasQuery ? queryAt : end);
  return {
    method: request.method,
    scheme: url.startsWith('https:') ? 'https' : 'http',
    authority: (headers.get('host') ?? url.slice(authorityAt, pathAt)).toLowerCase(),
    path: path === '' ? '/' : path,
    query: hasQuery ? url.slice(queryAt + 1, end) : undefined,
    version,
    headers,
  };
}

/** Port the client named, or the usual one of the scheme. */
export function portOf({ authority, scheme }: RequestHead): number {
  const named = /:(\d{1,5})$/.exec(authority)?.[1];
  if (named !== undefined) return Number(named);
  return scheme === 'https' ? 443 : 80;
}

function startOfPath(url: string, from: number): number {
  for (let at = from; at < url.length; at += 1) {
    const char = url[at];
    if (char === '/' || char === '?' || char === '#') return at;
  }
  return url.length;
}

/** A fragment is never part of a request; a host that leaves one in the URL is not followed. */
function endOf(url: string, from: number): number {
  const fragmentAt = url.indexOf('#', from);
  return fragmentAt === -1 ? url.length : fragmentAt;
}
