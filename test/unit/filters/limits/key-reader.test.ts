import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noteVerified } from '../../../../shared/engine/verified-claims.ts';
import { keyReader } from '../../../../shared/filters/limits/key-reader.ts';
import { isLimitKey } from '../../../../shared/filters/limits/limit-key.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { enteredKey } from '../../../../shared/keys/entered-key.ts';
import type { VirtualKey } from '../../../../shared/keys/virtual-key.ts';
import { type RequestOptions, routedExchange } from '../../../support/exchange.ts';

const prefixes = { ipv4Prefix: 32, ipv6Prefix: 64 };
const read = (key: string, request: RequestOptions) => keyReader({ key, ...prefixes }).read(routedExchange(request));

describe('a key', () => {
  const forms: readonly (readonly [text: string, is: boolean])[] = [
    ['client-ip', true],
    ['client_ip', true],
    ['ip', true],
    ['client-ip-and-path', true],
    ['header:X-Tenant', true],
    ['header: X-Tenant', true],
    ['cookie:sid+path', true],
    ['api-key+client-ip', true],
    ['jwt-claim:sub', true],
    ['header:', false],
    ['header:a b', false],
    ['', false],
    ['path+', false],
    ['client', false],
  ];
  for (const [text, is] of forms) {
    test(`is ${is ? '' : 'not '}"${text}"`, () => {
      assert.equal(isLimitKey(text), is);
    });
  }

  test('names the network of an IPv6 client, and the address of an IPv4 one', () => {
    assert.equal(read('client-ip', { address: '2001:db8:1:2:3:4:5:6' }), '2001:db8:1:2::/64');
    assert.equal(read('client-ip', { address: '192.0.2.7' }), '192.0.2.7');
    assert.equal(read('client-ip', { address: '' }), 'local');
  });

  test('cuts at any bit', () => {
    const wide = keyReader({ key: 'client-ip', ipv4Prefix: 20, ipv6Prefix: 52 });

    assert.equal(wide.read(routedExchange({ address: '192.0.18.7' })), '192.0.16.0/20');
    assert.equal(wide.read(routedExchange({ address: '2001:db8:1:f2ff::1' })), '2001:db8:1:f000::/52');
  });

  test('is a claim only where a filter has verified it, whatever the token says', () => {
    const reader = keyReader({ key: 'jwt-claim:realm.tenant', ...prefixes });
    const exchange = routedExchange({ headers: { authorization: 'Bearer e30.eyJyZWFsbSI6eyJ0ZW5hbnQiOiJhIn19.x' } });
    const unverified = reader.read(exchange);
    noteVerified(exchange, 'jwt', { realm: { tenant: 'a' } });

    assert.deepEqual([unverified, reader.read(exchange)], [undefined, 'a']);
    noteVerified(exchange, 'jwt', { realm: { tenant: 'a b' } });
    assert.match(reader.read(exchange)!, /^#/);
  });

  test('is a header as filters before have left it', () => {
    const exchange = routedExchange({ headers: { 'x-user': 'forged' } });
    exchange.request = { ...exchange.request, headers: HeaderList.of({ 'x-user': 'ann' }) };

    assert.equal(keyReader({ key: 'header:X-User', ...prefixes }).read(exchange), 'ann');
  });

  test('never shows a secret', () => {
    const headers = { 'x-api-key': 'secret', cookie: 'sid=secret' };

    assert.match(read('api-key', { headers })!, /^#[0-9a-f]{32}$/);
    assert.match(read('cookie:sid', { headers })!, /^#[0-9a-f]{32}$/);
  });

  test('is what the request was let in as, whatever other keys it shows', () => {
    const reader = keyReader({ key: 'api-key', ...prefixes });
    const shown = (name: string, value: string) => routedExchange({ headers: { [name]: value } });
    let count = 0;
    const another = () => {
      count += 1;
      return shown('x-api-key', `another ${count}`);
    };
    const letIn = (sub: string, iss?: string) => {
      const exchange = another();
      noteVerified(exchange, 'auth', { sub, ...(iss !== undefined && { iss }) });
      return reader.read(exchange)!;
    };

    assert.equal(letIn('ann'), letIn('ann'));
    assert.equal(new Set([letIn('ann'), letIn('bob'), letIn('ann', 'a'), letIn('ann', 'b')]).size, 4);
    assert.equal(letIn('ann').includes('ann'), false);
    const byVirtualKey = (id: string) => {
      const exchange = another();
      noteVerified(exchange, 'jwt', { sub: 'ann' });
      exchange.set(enteredKey, { id } as VirtualKey);
      return reader.read(exchange);
    };
    assert.deepEqual([byVirtualKey('vk_1'), byVirtualKey('vk_2')], ['key:vk_1', 'key:vk_2']);
    assert.notEqual(reader.read(shown('x-api-key', 'vk_1')), 'key:vk_1');
  });

  test('is found in every field in which clients show one', () => {
    for (const field of ['x-api-key', 'api-key', 'x-goog-api-key', 'authorization']) {
      const value = field === 'authorization' ? 'Bearer secret' : 'secret';

      assert.equal(
        read('api-key', { headers: { [field]: value } }),
        read('api-key', { headers: { 'x-api-key': 'secret' } }),
      );
    }
  });

  test('is there only when all of its parts are, and an empty value is none', () => {
    assert.equal(read('header:X-A+path', { path: '/p' }), undefined);
    assert.equal(read('header:X-A', { headers: { 'x-a': ' ' } }), undefined);
    assert.equal(read('api-key', { headers: { authorization: 'Bearer' } })?.startsWith('#'), true);
    assert.equal(read('header:X-A+path', { path: '/p', headers: { 'x-a': '1' } }), '1 /p');
  });

  test('of a header cannot be made to equal another one', () => {
    const reader = keyReader({ key: 'header:X-A+header:X-B', ...prefixes });
    const keyOf = (a: string, b: string) => reader.read(routedExchange({ headers: { 'x-a': a, 'x-b': b } }));
    const keys = [keyOf('a b', 'c'), keyOf('a', 'b c'), keyOf('?192.0.2.1', 'c'), reader.fallback(routedExchange())];

    assert.equal(new Set(keys).size, keys.length);
  });

  test('stays short, whatever clients send', () => {
    const long = 'x'.repeat(8000);

    assert.ok(read('header:X-A+path+client-ip', { headers: { 'x-a': long }, path: `/${long}` })!.length < 150);
  });
});
