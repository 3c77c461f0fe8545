import type { RequestHead } from '../http/head.ts';
import { HeaderList } from '../http/header-list.ts';
import type { RequestLine } from './request-line.ts';
import { parseRequestTarget } from './request-target.ts';

/** A head for a request that could not be read: what is known of it, and `-` and `/` for what is not. */
export function unreadHead(line: RequestLine | undefined, scheme: 'http' | 'https'): RequestHead {
  const { path, query } = placeOf(line, scheme);
  return {
    method: line?.method ?? '-',
    scheme,
    authority: '',
    path,
    query,
    version: line?.version ?? '1.1',
    headers: new HeaderList(),
  };
}

/** Only a target that passes every check may reach the log. */
function placeOf(line: RequestLine | undefined, scheme: 'http' | 'https'): { path: string; query: string | undefined } {
  if (line === undefined) return nowhere;
  try {
    return parseRequestTarget(line.target, line.method, scheme);
  } catch {
    return nowhere;
  }
}

const nowhere = { path: '/', query: undefined };
