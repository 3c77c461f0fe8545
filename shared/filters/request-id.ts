import type { Routed } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import type { Random } from '../platform/platform.ts';
import { TrustedFields } from './auth/trusted-fields.ts';

/** What `request-id` is told. */
export interface RequestIdOptions {
  /** Field that carries the id, both ways. */
  readonly header: string;
  /** Whose ids are kept: those of trusted proxies, of everybody, or of nobody. */
  readonly accept: 'trusted' | 'always' | 'never';
  /** Tells the client the id. */
  readonly response: boolean;
}

/**
 * Gives the request one id for its whole way: the one that came with it, if its sender is believed, else a new one. Logs,
 * error pages and upstreams know the request by it.
 */
export const requestId = defineFilter({
  name: 'request-id',
  create({ header, accept, response }: RequestIdOptions, { platform }) {
    const name = header.toLowerCase();
    const ids = new TrustedFields([name, ...carriers]);
    return {
      onRequest(exchange) {
        const given = exchange.received.headers.get(name);
        const isBelieved = accept === 'always' || (accept === 'trusted' && exchange.client.viaTrusted);
        const id = isBelieved && given !== undefined && isId.test(given) ? given : uuid(platform.random);
        nameRequest(exchange, id);
        return undefined;
      },
      onUpstream: ({ trace }, headers) => {
        const told = carriers.filter((carrier) => carrier !== name && headers.has(carrier));
        ids.drop(headers);
        for (const carrier of told) headers.append(carrier, trace.id);
        headers.append(name, trace.id);
      },
      ...(response && {
        onResponse: ({ trace, response: { headers } }) => headers.set(name, trace.id),
      }),
    };
  },
});

const isId = /^[\w.:-]{1,128}$/;

/** Fields that may carry another id for the same request; two ids would be worse than none. */
const carriers = ['x-correlation-id', 'x-trace-id', 'x-request-id'];

function nameRequest(exchange: Routed, id: string): void {
  exchange.trace = { ...exchange.trace, id };
}

/** A random UUID (version 4, RFC 9562). */
function uuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
