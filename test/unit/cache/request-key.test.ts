import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keyOf } from '../../../shared/cache/request-key.ts';
import type { RouteCacheOptions } from '../../../shared/cache/route-cache.ts';
import type { Routed } from '../../../shared/engine/exchange.ts';
import { noteVerified } from '../../../shared/engine/verified-claims.ts';
import { type RequestOptions, routedExchange } from '../../support/exchange.ts';

const options: RouteCacheOptions = {
  ...{ routeId: 'all', methods: new Set(['GET']), extensions: new Set(), paths: [], statuses: undefined },
  ...{ keepsPrivate: false, defaultMs: undefined, whileRevalidateMs: 0, ifErrorMs: 0, maxBytes: 1000 },
  ...{ varyFields: [], ignoredParameters: new Set(['utm_source']), sortsParameters: false },
};

function key(request: RequestOptions, claims?: Readonly<Record<string, unknown>>, filterId = 'jwt'): string {
  const exchange = routedExchange(request);
  if (claims) noteVerified(exchange, filterId, claims);
  return keyOf(exchange, options).key;
}

/** The same request as a trusted proxy sends it. */
function behindProxy(headers: Readonly<Record<string, string>>, host = 'example.test'): string {
  const exchange: Routed = routedExchange({ headers });
  Object.assign(exchange, { client: { ...exchange.client, viaTrusted: true, host } });
  return keyOf(exchange, options).key;
}

describe('what kept responses are found by', () => {
  test('tells apart who asks, once a filter has verified it', () => {
    const keys = [
      key({}),
      key({}, { sub: 'ann' }),
      key({}, { sub: 'bob' }),
      key({}, { sub: 'ann', iss: 'other' }),
      key({}, { sub: 'ann' }, 'basic'),
      key({}, { sub: 'ann', scope: 'read' }),
      key({}, { role: 'a' }),
      key({}, { role: 'b' }),
    ];

    assert.equal(new Set(keys).size, keys.length);
    assert.equal(key({}, { sub: 'ann', exp: 1 }), key({}, { sub: 'ann', exp: 2 }));
  });

  test('tells apart what each of several filters has verified', () => {
    const of = (user: string, application: string): string => {
      const exchange = routedExchange();
      noteVerified(exchange, 'basic', { sub: user });
      noteVerified(exchange, 'key', { sub: application });
      return keyOf(exchange, options).key;
    };

    assert.equal(new Set([of('ann', 'a'), of('bob', 'a'), of('ann', 'b')]).size, 3);
  });

  test('holds nothing of who asks in clear text', () => {
    assert.doesNotMatch(key({}, { sub: 'ann@example.test' }), /ann@/);
  });

  test('cannot be written by one request for another', () => {
    const varied = { ...options, varyFields: ['a', 'b'] };
    const of = (headers: Record<string, string>) => keyOf(routedExchange({ headers }), varied).key;

    assert.notEqual(of({ a: '1;b=2', b: '3' }), of({ a: '1', b: '2;b=3' }));
    assert.notEqual(of({ a: '1 b=2' }), of({ a: '1', b: '2' }));
    assert.notEqual(
      behindProxy({ 'x-forwarded-a': '1 x-forwarded-b=2' }),
      behindProxy({ 'x-forwarded-a': '1', 'x-forwarded-b': '2' }),
    );
  });

  test('has what a trusted proxy says of the request, and is the same for all whom it says it of', () => {
    const plain = behindProxy({});

    assert.equal(behindProxy({ 'x-forwarded-for': '192.0.2.7' }), plain);
    assert.notEqual(behindProxy({ 'x-forwarded-prefix': '/shop' }), plain);
    assert.notEqual(behindProxy({ 'x-forwarded-port': '8443' }), plain);
    assert.notEqual(behindProxy({}, 'shop.test'), plain);
  });

  test('has the query to the letter: order, escapes, and whether there is an empty one', () => {
    const queries = [undefined, '', 'a=1&b=2', 'b=2&a=1', 'a=1&b=2&', 'a=%c3', 'a=%C3', 'a', 'a=', 'A', '%61'];
    const keys = queries.map((query) => key(query === undefined ? {} : { query }));

    assert.equal(new Set(keys).size, queries.length);
  });

  test('is the same for parameters in any order where they are sorted, but for those of one name', () => {
    const of = (query: string) => {
      const { key, query: sent } = keyOf(routedExchange({ query }), { ...options, sortsParameters: true });
      return { key, sent };
    };

    assert.deepEqual(of('b=2&a=1&utm_source=x&c'), of('c&a=1&b=2'));
    assert.equal(of('b=2&a=1&c').sent, 'a=1&b=2&c');
    assert.equal(of('b=2&a=2&a=1').sent, 'a=2&a=1&b=2');
    assert.notEqual(of('a=2&a=1').key, of('a=1&a=2').key);
    assert.notEqual(of('').key, key({}));
  });

  test('is without ignored parameters, however they are written', () => {
    const plain = key({ query: 'a=1' });

    assert.equal(key({ query: 'utm_source=x&a=1' }), plain);
    assert.equal(key({ query: 'a=1&utm%5Fsource' }), plain);
    assert.equal(key({ query: 'utm_source' }), key({}));
    assert.notEqual(key({ query: 'a=1&utm_sourcer' }), plain);
  });
});
