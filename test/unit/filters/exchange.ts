import type { Downstream } from '../../../shared/engine/downstream.ts';
import { type Client, Exchange, type Routed } from '../../../shared/engine/exchange.ts';
import type { FilterParts } from '../../../shared/engine/filter.ts';
import type { Route } from '../../../shared/engine/plan.ts';
import type { RequestHead } from '../../../shared/http/head.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { normalizePath } from '../../../shared/http/path.ts';

/** What a test says of a request and its route; the rest is a plain GET of `http://example.com/`. */
export interface Asking {
  readonly path?: string;
  readonly query?: string;
  readonly host?: string;
  readonly scheme?: 'http' | 'https';
  readonly prefixes?: readonly string[];
}

/** A routed request as a filter sees it. */
export function asking({ path = '/', query, host = 'example.com', scheme = 'http', prefixes = [] }: Asking): Routed {
  const client: Client = { address: '192.0.2.1', port: 40_000, viaTrusted: false, scheme, host };
  const head: RequestHead = {
    method: 'GET',
    scheme,
    authority: host,
    path,
    query,
    version: '1.1',
    headers: new HeaderList(),
  };
  const exchange: Exchange = new Exchange({
    downstream: {} as Downstream,
    client,
    trace: { id: 'test', traceparent: undefined, tracestate: undefined },
    startedAt: 0,
    startedMono: 0,
    head,
    path: normalizePath(path)?.match ?? '',
    body: null,
  });
  exchange.routed({ route: { prefixes } as unknown as Route });
  return exchange;
}

/** For filters that ask for nothing beside their options. */
export const noParts = {} as FilterParts;
