import type { Routed } from '../engine/exchange.ts';
import type { Reply } from '../engine/reply.ts';
import type { Fault } from '../errors/fault.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { HeaderList } from '../http/header-list.ts';
import { reasonOf } from '../http/reason.ts';
import type { Finding } from './judgement.ts';

/** Why a request is refused. */
export interface Refused {
  readonly fault: Fault;
  readonly findings: readonly Finding[];
}

/** The answer to a request that does not fit: problem details (RFC 9457), unless the route has a page for the status. */
export function refusal(exchange: Routed, { fault, findings }: Refused): Reply {
  const { status } = fault;
  if (exchange.routing.route.errorStyle.pages.has(status)) throw fault;
  exchange.failed(fault);
  const problem = {
    type: 'about:blank',
    title: reasonOf(status),
    status,
    detail: fault.text,
    code: fault.code,
    correlation_id: exchange.trace.id,
    ...(findings.length > 0 && { errors: findings }),
  };
  const body = new BytesBody(`${JSON.stringify(problem)}\n`);
  const headers = HeaderList.of({
    'content-type': 'application/problem+json',
    'content-length': String(body.length),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-correlation-id': exchange.trace.id,
  });
  for (const name in fault.headers) headers.set(name, fault.headers[name]!);
  return { head: { status, headers }, body: exchange.received.method === 'HEAD' ? null : body };
}
