import { Fault } from '../errors/fault.ts';
import { canonicalAuthority } from './authority.ts';

/** Where a request is for. */
export interface RequestTarget {
  readonly path: string;
  readonly query: string | undefined;
  /** Of an absolute-form target; it then stands above the Host field (RFC 9112 §3.2.2). */
  readonly authority: string | undefined;
}

/**
 * Takes the target of a request apart by its form (RFC 9112 §3.2). Path and query stay as sent. Characters outside
 * visible ASCII, and `#`, are refused. Throws `bad_request` or `bad_host`.
 */
export function parseRequestTarget(target: string, method: string, scheme: 'http' | 'https'): RequestTarget {
  const queryAt = checkCharacters(target);
  if (target.charCodeAt(0) === SLASH) return split(target, 0, queryAt, undefined);
  if (target === '*' && method === 'OPTIONS') return { path: '*', query: undefined, authority: undefined };
  const start = scheme === 'http' ? 'http://' : 'https://';
  if (target.slice(0, start.length).toLowerCase() !== start) throw new Fault('bad_request', { detail: 'target-form' });
  return absolute(target, start.length, queryAt, method);
}

/** Answers where the query begins, or -1. */
function checkCharacters(target: string): number {
  let queryAt = -1;
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f || code === HASH) throw new Fault('bad_request', { detail: 'target-character' });
    if (code === QUESTION && queryAt === -1) queryAt = i;
  }
  return queryAt;
}

function absolute(target: string, from: number, queryAt: number, method: string): RequestTarget {
  const slash = target.indexOf('/', from);
  const pathAt = slash === -1 || (queryAt !== -1 && slash > queryAt) ? -1 : slash;
  const end = pathAt !== -1 ? pathAt : queryAt !== -1 ? queryAt : target.length;
  const authority = canonicalAuthority(target.slice(from, end));
  if (authority === undefined) throw new Fault('bad_host', { detail: 'target-authority' });
  if (pathAt !== -1) return split(target, pathAt, queryAt, authority);
  // A client that asks a proxy about the server as a whole (RFC 9112 §3.2.4).
  const path = method === 'OPTIONS' && queryAt === -1 ? '*' : '/';
  return { path, query: queryAt === -1 ? undefined : target.slice(queryAt + 1), authority };
}

function split(target: string, pathAt: number, queryAt: number, authority: string | undefined): RequestTarget {
  if (queryAt === -1) return { path: pathAt === 0 ? target : target.slice(pathAt), query: undefined, authority };
  return { path: target.slice(pathAt, queryAt), query: target.slice(queryAt + 1), authority };
}

const HASH = 0x23;
const SLASH = 0x2f;
const QUESTION = 0x3f;
