import type { Routed } from '../engine/exchange.ts';
import { verifiedClaims } from '../engine/verified-claims.ts';
import { digest } from '../http/digest.ts';
import { type CacheKey, cacheKeyOf, queryWithout } from './policy/cache-key.ts';
import { variantOf } from './policy/vary.ts';
import type { RouteCacheOptions } from './route-cache.ts';
import { sentFields } from './sent-fields.ts';

/** A key with the query that goes upstream. */
export interface RequestKey extends CacheKey {
  readonly query: string | undefined;
}

/** What a request is looked up by. */
export function keyOf(exchange: Routed, options: RouteCacheOptions): RequestKey {
  const { request, client } = exchange;
  const { routeId, varyFields, ignoredParameters, keepsPrivate } = options;
  const query = queryWithout(request.query, ignoredParameters);
  const variant = varyFields.length === 0 ? '' : variantOf(varyFields, sentFields(exchange, varyFields));
  const tenant = tenantOf(exchange, keepsPrivate);
  return { ...cacheKeyOf({ routeId, request, client, query, tenant, variant }), query };
}

/** Whether the answer may be for nobody but who asked. */
export function isAuthorized({ received, request }: Routed): boolean {
  return received.headers.has('authorization') || request.headers.has('authorization');
}

/**
 * Who asks, where that is known: nobody is answered from what was kept for another. Where private answers are kept too,
 * whatever a client proves itself by tells it from others.
 */
function tenantOf(exchange: Routed, keepsPrivate: boolean): string | undefined {
  let tenant = '';
  for (let verified = exchange.get(verifiedClaims); verified; verified = verified.before) {
    tenant += `${verified.filterId} ${JSON.stringify(verified.claims, lasting)}\n`;
  }
  if (keepsPrivate) {
    const { headers } = exchange.received;
    for (const name of ['authorization', 'cookie', 'x-api-key']) {
      const value = headers.joined(name);
      if (value !== undefined) tenant += `\n${name}:${value}`;
    }
  }
  return tenant === '' ? undefined : digest(tenant);
}

/**
 * Leaves out what is another in each token of the same user. All else counts: a token that was given fewer rights gets
 * nothing that was kept for one with more.
 */
function lasting(name: string, value: unknown): unknown {
  return ofOneToken.has(name) ? undefined : value;
}

const ofOneToken: ReadonlySet<string> = new Set(['at_hash', 'auth_time', 'exp', 'iat', 'jti', 'nbf', 'nonce']);
