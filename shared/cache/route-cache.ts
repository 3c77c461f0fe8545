import { cacheNote } from '../engine/cache-note.ts';
import { type Finished, type Routed, type Slot, slot } from '../engine/exchange.ts';
import type { Handler } from '../engine/handler.ts';
import type { Reply } from '../engine/reply.ts';
import type { Cache } from './cache.ts';
import { CachedRequest } from './cached-request.ts';
import { OriginFetch } from './origin-fetch.ts';
import { type BypassReason, type BypassRules, bypassReason } from './policy/bypass.ts';
import { cacheStatus } from './policy/cache-status.ts';
import { isUnsafe, outdatedBy, tookEffect } from './policy/invalidation.ts';
import type { StoringRules } from './policy/may-store.ts';
import type { QueryRules } from './policy/normal-query.ts';
import type { UsualTerms } from './policy/terms.ts';
import { keyOf } from './request-key.ts';

/** What the configuration says of the cache of one route. */
export interface RouteCacheOptions extends BypassRules, StoringRules, UsualTerms, QueryRules {
  readonly routeId: string;
  /** Largest body that is kept. */
  readonly maxBytes: number;
  /** Request fields that make a response another one, whatever it says itself. */
  readonly varyFields: readonly string[];
}

/** What the parts of a route's cache share. */
export interface RouteCacheParts {
  readonly cache: Cache;
  readonly handler: Handler;
  readonly options: RouteCacheOptions;
  /** Whoever stands behind the answer of a request and is to be told of its end. */
  readonly held: Slot<Routed | OriginFetch>;
}

/**
 * Puts a cache before the handler of a route. Filters run before and behind it for every request: what is kept is what
 * the handler answers, and who may not ask the handler does not get what is kept either.
 */
export function cached(handler: Handler, cache: Cache, options: RouteCacheOptions): Handler {
  const parts: RouteCacheParts = { cache, handler, options, held: slot() };
  return {
    name: handler.name,
    ...(handler.error && { error: handler.error.bind(handler) }),

    answer(exchange) {
      const reason = bypassReason(exchange, options);
      const answer = reason === undefined ? new CachedRequest(exchange, parts).run() : past(exchange, reason, parts);
      if (cache.options.statusName === undefined) return answer;
      return answer instanceof Promise
        ? answer.then((reply) => told(exchange, reply, cache))
        : told(exchange, answer, cache);
    },

    finish(exchange) {
      const held = exchange.get(parts.held);
      if (held instanceof OriginFetch) held.finish(exchange.ending.fault);
      else if (held) handler.finish?.(exchange as Finished);
    },
  };
}

/** Leaves a request to the handler; when it changed something, what is kept of that is dropped. */
function past(exchange: Routed, reason: BypassReason, parts: RouteCacheParts): Reply | Promise<Reply> {
  const { cache, handler, held } = parts;
  cache.count('bypassed');
  exchange.set(cacheNote, { state: 'bypass', reason });
  exchange.set(held, exchange);
  const answer = handler.answer(exchange);
  return isUnsafe(exchange.request.method) ? withInvalidation(exchange, answer, parts) : answer;
}

async function withInvalidation(
  exchange: Routed,
  answer: Reply | Promise<Reply>,
  parts: RouteCacheParts,
): Promise<Reply> {
  const reply = await answer;
  const { status, headers } = reply.head;
  if (!tookEffect(status)) return reply;
  for (const url of outdatedBy(keyOf(exchange, parts.options).url, headers)) {
    await parts.cache.purge({ by: 'url', url, isNear: true }, 'delete');
  }
  return reply;
}

function told(exchange: Routed, reply: Reply, { options }: Cache): Reply {
  const note = exchange.get(cacheNote);
  if (note) reply.head.headers.append('cache-status', cacheStatus(options.statusName!, note));
  return reply;
}
