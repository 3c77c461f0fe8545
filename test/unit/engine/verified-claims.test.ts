import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { claimReader, noteVerified, verifiedClaims } from '../../../shared/engine/verified-claims.ts';
import { routedExchange } from '../../support/exchange.ts';

describe('verified claims', () => {
  const read = (claims: Readonly<Record<string, unknown>>, name: string) => {
    const exchange = routedExchange();
    noteVerified(exchange, 'f', claims);
    return claimReader(name)(exchange);
  };

  test('are none before a filter has verified some', () => {
    assert.equal(claimReader('sub')(routedExchange()), undefined);
  });

  test('are read by name, or by path, and only where they are scalars of their own', () => {
    assert.equal(read({ sub: 'ann' }, 'sub'), 'ann');
    assert.equal(read({ 'https://x.test/tenant': 'blue' }, 'https://x.test/tenant'), 'blue');
    assert.equal(read({ realm: { tenant: 7 } }, 'realm.tenant'), '7');
    for (const name of ['aud', 'toString', '__proto__', 'realm', 'realm.x.y', 'aud.0', 'constructor.name'])
      assert.equal(read({ aud: ['a'], realm: { tenant: 1 } }, name), undefined, name);
  });

  test('of several filters stand together, and what each verified is known', () => {
    const exchange = routedExchange();
    noteVerified(exchange, 'tokens', { sub: 'ann', tenant: 'blue' });
    noteVerified(exchange, 'keys', { sub: 'shop' });

    assert.deepEqual([claimReader('sub')(exchange), claimReader('tenant')(exchange)], ['shop', 'blue']);
    assert.deepEqual(exchange.get(verifiedClaims)?.before?.claims, { sub: 'ann', tenant: 'blue' });
  });
});
