import type { Exchange } from '../engine/exchange.ts';
import type { Reply } from '../engine/reply.ts';
import type { Fault } from '../errors/fault.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { HeaderList } from '../http/header-list.ts';
import { reasonOf } from '../http/reason.ts';
import type { Finding } from './judgement.ts';

/** A failure as problem details (RFC 9457); `errors` name what may be told of its places. */
export function problemReply(exchange: Exchange, fault: Fault, errors: readonly Partial<Finding>[]): Reply {
  const { status } = fault;
  const problem = {
    type: 'about:blank',
    title: reasonOf(status),
    status,
    detail: fault.text,
    code: fault.code,
    correlation_id: exchange.trace.id,
    ...(errors.length > 0 && { errors }),
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
