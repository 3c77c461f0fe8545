import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hash32 } from '../../../shared/upstream/hash.ts';
import { hashOf, parseHashKey } from '../../../shared/upstream/hash-key.ts';
import { routedExchange } from '../../support/exchange.ts';

describe('hash key', () => {
  test('reads each spelling', () => {
    assert.deepEqual(parseHashKey('client-ip'), { from: 'client-ip' });
    assert.deepEqual(parseHashKey('path'), { from: 'path' });
    assert.deepEqual(parseHashKey('uri'), { from: 'uri' });
    assert.deepEqual(parseHashKey('header:X-User'), { from: 'header', name: 'x-user' });
    assert.deepEqual(parseHashKey('cookie:Session'), { from: 'cookie', name: 'Session' });
  });

  test('refuses what it does not know', () => {
    for (const text of ['', 'ip', 'header', 'header:', 'query:a', 'Header:x']) {
      assert.equal(parseHashKey(text), undefined, text);
    }
  });

  test('takes the value of the header or cookie', () => {
    const exchange = routedExchange({ headers: { 'x-user': 'ann', cookie: 'a=1; session=s1' } });

    assert.equal(hashOf({ from: 'header', name: 'x-user' }, exchange), hash32('ann'));
    assert.equal(hashOf({ from: 'cookie', name: 'session' }, exchange), hash32('s1'));
  });

  test('takes the client address when the header or cookie is absent or empty', () => {
    const exchange = routedExchange({ address: '203.0.113.9', headers: { 'x-user': '' } });

    for (const key of [
      { from: 'header', name: 'x-user' },
      { from: 'header', name: 'x-other' },
      { from: 'cookie', name: 'session' },
    ] as const) {
      assert.equal(hashOf(key, exchange), hash32('203.0.113.9'));
    }
  });

  test('tells queries apart by uri and not by path', () => {
    const [first, second] = ['a=1', 'a=2'].map((query) => routedExchange({ path: '/x', query }));

    assert.equal(hashOf({ from: 'path' }, first!), hashOf({ from: 'path' }, second!));
    assert.notEqual(hashOf({ from: 'uri' }, first!), hashOf({ from: 'uri' }, second!));
  });
});
