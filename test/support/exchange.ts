import type { Downstream } from '../../shared/engine/downstream.ts';
import { Exchange, type Routed } from '../../shared/engine/exchange.ts';
import type { Route } from '../../shared/engine/plan.ts';
import { HeaderList } from '../../shared/http/header-list.ts';

/** What a test says of a request; the rest is a plain GET of `/` by 192.0.2.1. */
export interface RequestOptions {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly address?: string;
}

/** A routed request as balancers, retries and filters see it; its route is empty. */
export function routedExchange(options: RequestOptions = {}): Routed {
  const { method = 'GET', path = '/', query, headers = {}, address = '192.0.2.1' } = options;
  const host = 'example.test';
  const exchange: Exchange = new Exchange({
    downstream: { background() {} } as Partial<Downstream> as Downstream,
    client: { address, port: 40_000, viaTrusted: false, scheme: 'http', host },
    trace: { id: 'test', traceparent: undefined, tracestate: undefined },
    startedAt: 0,
    startedMono: 0,
    head: { method, scheme: 'http', authority: host, path, query, version: '1.1', headers: HeaderList.of(headers) },
    path,
    body: null,
  });
  exchange.routed({ route: { onUpstream: [] as Route['onUpstream'] } as Route });
  return exchange;
}
