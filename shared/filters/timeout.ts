import { defineFilter } from '../engine/filter.ts';
import type { AttemptTimeouts } from '../platform/transport.ts';

/** What `timeout` is told, in milliseconds; what is absent stays as the route and the upstream have it. */
export interface TimeoutOptions {
  /** For the whole exchange. */
  readonly requestTimeoutMs?: number | undefined;
  /** For the head of an answer, and between two reads of it. */
  readonly upstreamTimeoutMs?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
}

/** Puts waits of its own in place of those of the route and the upstream. */
export const timeout = defineFilter({
  name: 'timeout',
  create({ requestTimeoutMs, upstreamTimeoutMs, connectTimeoutMs }: TimeoutOptions) {
    const waits: Partial<AttemptTimeouts> = {
      ...(connectTimeoutMs !== undefined && { connectMs: connectTimeoutMs }),
      ...(upstreamTimeoutMs !== undefined && { firstByteMs: upstreamTimeoutMs, readMs: upstreamTimeoutMs }),
    };
    return {
      ...(requestTimeoutMs !== undefined && { totalMs: requestTimeoutMs }),
      ...(Object.keys(waits).length > 0 && {
        onRequest(exchange) {
          exchange.timeouts = exchange.timeouts === undefined ? waits : { ...exchange.timeouts, ...waits };
          return undefined;
        },
      }),
    };
  },
});
