import type { Context, MiddlewareHandler } from 'hono';
import { createSentinel, type SentinelOptions } from './index.ts';

/** How Sentinel stands in a Hono application. */
export interface MiddlewareOptions extends SentinelOptions {
  /** Hands requests that no route takes on to the next handler, rather than answering 404. */
  readonly passThrough?: boolean;
  /** Address of the client; what it may be taken from depends on the server the application runs on. */
  readonly clientAddress?: (context: Context) => string | undefined;
}

/** Sentinel as a middleware of Hono: what its routes take is proxied, with everything that the configuration says. */
export function sentinel({ passThrough = false, clientAddress, ...options }: MiddlewareOptions): MiddlewareHandler {
  const proxy = createSentinel(options);
  return async (context, next) => {
    const request = context.req.raw;
    if (passThrough && !(await proxy.takes(request))) return next();
    return proxy.fetch(request, {
      peerAddress: clientAddress?.(context) ?? '',
      peerPort: 0,
      version: '1.1',
      background: (work) => keepAlive(context, work),
    });
  };
}

function keepAlive(context: Context, work: Promise<unknown>): void {
  try {
    context.executionCtx.waitUntil(work);
  } catch {
    // Hono throws where the runtime has no such thing; there nothing needs keeping alive.
  }
}
