import { destination } from '../engine/destination.ts';
import type { Routed } from '../engine/exchange.ts';
import { type CacheKey, cacheKeyOf } from './policy/cache-key.ts';
import { normalQuery } from './policy/normal-query.ts';
import { variantOf } from './policy/vary.ts';
import type { RouteCacheOptions } from './route-cache.ts';
import { sentFields } from './sent-fields.ts';
import { tenantOf } from './tenant.ts';

/** A key with the query that goes upstream. */
export interface RequestKey extends CacheKey {
  readonly query: string | undefined;
}

/** What a request is looked up by. */
export function keyOf(exchange: Routed, options: RouteCacheOptions): RequestKey {
  const { request, client } = exchange;
  const { routeId, varyFields, keepsPrivate } = options;
  const query = normalQuery(request.query, options);
  const variant = varyFields.length === 0 ? '' : variantOf(varyFields, sentFields(exchange, varyFields));
  const tenant = tenantOf(exchange, keepsPrivate);
  const elsewhere = exchange.get(destination);
  return { ...cacheKeyOf({ routeId, elsewhere, request, client, query, tenant, variant }), query };
}

/** Whether the answer may be for nobody but who asked. */
export function isAuthorized({ received, request }: Routed): boolean {
  return received.headers.has('authorization') || request.headers.has('authorization');
}
