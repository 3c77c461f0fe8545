import type { HeaderList } from './header-list.ts';

/** Everything of a request but its body. */
export interface RequestHead {
  /** As sent; methods are case-sensitive. */
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** Host and optional port as the client named them, lower case; empty when an HTTP/1.0 client named none. */
  readonly authority: string;
  /** The path as sent, starting with `/` (or `*` for `OPTIONS *`), never decoded. */
  readonly path: string;
  /** The query as sent, without `?`; `undefined` when there is no `?`. */
  readonly query: string | undefined;
  readonly version: '1.0' | '1.1' | '2' | '3';
  readonly headers: HeaderList;
}

/** Everything of a response but its body. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: HeaderList;
}

/** Path and query as they stand in a request line. */
export function targetOf({ path, query }: Pick<RequestHead, 'path' | 'query'>): string {
  return query === undefined ? path : `${path}?${query}`;
}

/** Whether responses with this status never have a body, whatever their headers say (RFC 9110 §6.4.1). */
export function isBodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}
