import { Fault } from '../errors/fault.ts';
import { limitBody } from '../http/limited-body.ts';
import type { Exchange } from './exchange.ts';

/** Refuses a body announced as too large, and watches one whose length is not announced. */
export function limitRequestBody(exchange: Exchange, maxBytes: number): void {
  const { body } = exchange;
  if (body === null) return;
  if (body.length === undefined) {
    exchange.body = limitBody(body, maxBytes);
    return;
  }
  if (body.length > maxBytes) throw new Fault('payload_too_large', { detail: `${body.length} > ${maxBytes} bytes` });
}
