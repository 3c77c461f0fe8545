import { type Exchange, slot } from '../../engine/exchange.ts';
import type { Reply } from '../../engine/reply.ts';
import type { Fault } from '../../errors/fault.ts';
import { BytesBody } from '../../http/bytes-body.ts';
import { HeaderList } from '../../http/header-list.ts';
import type { AiError, Dialect } from '../dialects/dialect.ts';

/** What a fault is called in place of its code, where a guard gave it a name. */
export const blockedAs = slot<string>();

/** A fault as the dialects tell it: nothing of the inside. */
export function aiErrorOf({ status, code, text }: Fault, name: string = code): AiError {
  return { status, code: name, message: text };
}

/** The answer to a request that failed, as a client of the dialect expects it. */
export function errorAnswer(dialect: Dialect, exchange: Exchange, fault: Fault): Reply {
  const error = aiErrorOf(fault, exchange.get(blockedAs));
  const body = new BytesBody(JSON.stringify(dialect.errorBody(error)));
  const headers = HeaderList.of({
    'content-type': 'application/json',
    'content-length': String(body.length),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-correlation-id': exchange.trace.id,
  });
  for (const name in fault.headers) headers.set(name, fault.headers[name]!);
  // Clients of OpenAI and Anthropic try again after a 429 unless they are told that it is in vain.
  if (inVain.has(fault.code)) headers.set('x-should-retry', 'false');
  return { head: { status: fault.status, headers }, body: exchange.received.method === 'HEAD' ? null : body };
}

const inVain: ReadonlySet<string> = new Set(['budget_exhausted', 'request_too_large_for_limit']);
