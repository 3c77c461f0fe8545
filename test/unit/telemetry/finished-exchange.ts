import { Exchange, type Finished } from '../../../shared/engine/exchange.ts';
import type { Route } from '../../../shared/engine/plan.ts';
import type { Ending } from '../../../shared/engine/reply.ts';
import type { Fault } from '../../../shared/errors/fault.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import type { Target } from '../../../shared/upstream/target.ts';

interface Story {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly id?: string;
  /** Milliseconds after `startedAt`. */
  readonly later?: number;
  readonly address?: string;
  readonly host?: string;
  readonly status?: number;
  readonly fault?: Fault;
  readonly ending?: Partial<Ending>;
  readonly route?: { readonly id: string; readonly upstreamName: string | undefined } | undefined;
  readonly tries?: readonly { readonly target: string; readonly fault?: Fault; readonly reused?: boolean }[];
}

/** 2023-11-14T22:13:20.007Z */
export const startedAt = 1_700_000_000_007;

/** A request that is over; what the story leaves out went well. */
export function finishedExchange(story: Story = {}): Finished {
  const {
    method = 'GET',
    path = '/a',
    query,
    headers = {},
    id = 'id-1',
    address = '1.2.3.4',
    host = 'example.com',
  } = story;
  const exchange: Exchange = new Exchange({
    downstream: {
      listener: 'main',
      peerAddress: address,
      peerPort: 5000,
      localPort: 80,
      secure: false,
      pending: undefined,
      background() {},
      inform() {},
    },
    client: { address, port: 5000, viaTrusted: false, scheme: 'http', host },
    trace: { id, traceparent: undefined, tracestate: undefined },
    startedAt: startedAt + (story.later ?? 0),
    startedMono: 1000,
    head: { method, scheme: 'http', authority: host, path, query, version: '1.1', headers: HeaderList.of(headers) },
    path,
    body: null,
  });
  const { route, tries = [], status, fault, ending } = story;
  if (route) exchange.routed({ route: { ...route, handler: { name: 'proxy' } } as unknown as Route });
  for (const { target, fault: tryFault, reused = false } of tries) {
    exchange.tried({
      target: { name: target } as unknown as Target,
      upstream: route?.upstreamName ?? 'app',
      isHedge: false,
      startedAt: 1001,
      tookMs: 1,
      status: tryFault ? undefined : 200,
      fault: tryFault,
      reused,
    });
  }
  if (status !== undefined) exchange.answered({ status, headers: new HeaderList() });
  if (fault) exchange.failed(fault);
  exchange.ended({ bytesSent: 0, bytesReceived: 0, fault: undefined, ...ending });
  return exchange as Finished;
}
