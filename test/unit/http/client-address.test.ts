import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolveClient } from '../../../shared/http/client-address.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { CidrSet } from '../../../shared/http/ip.ts';

const trusted = new CidrSet(['10.0.0.0/8', 'fd00::/8']);

function resolve(fields: Readonly<Record<string, string>>, peerAddress = '10.0.0.1', networks = trusted) {
  const headers = HeaderList.of(fields);
  const head = {
    method: 'GET',
    scheme: 'http',
    authority: 'inner',
    path: '/',
    query: undefined,
    version: '1.1',
    headers,
  } as const;
  return resolveClient(head, { peerAddress, peerPort: 5000, secure: false }, networks);
}

describe('a peer that is not trusted', () => {
  test('is the client, whatever it says', () => {
    const client = resolve(
      {
        'x-forwarded-for': '6.6.6.6',
        forwarded: 'for=6.6.6.6',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil',
      },
      '1.2.3.4',
    );

    assert.deepEqual(client, { address: '1.2.3.4', port: 5000, viaTrusted: false, scheme: 'http', host: 'inner' });
  });

  test('has its address in canonical form', () => {
    assert.equal(resolve({}, '::ffff:1.2.3.4').address, '1.2.3.4');
    assert.equal(resolve({}, 'fe80::1%eth0').address, 'fe80::1');
    assert.equal(resolve({}, '').address, '');
  });

  test('is the client even when everything else is trusted', () => {
    assert.equal(resolve({ 'x-forwarded-for': '6.6.6.6' }, '10.0.0.1', new CidrSet([])).address, '10.0.0.1');
  });
});

describe('a trusted peer', () => {
  const chains: readonly (readonly [chain: string, address: string])[] = [
    ['1.2.3.4', '1.2.3.4'],
    ['6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['6.6.6.6,1.2.3.4 , 10.0.0.2,10.9.9.9', '1.2.3.4'],
    ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['unknown, 10.0.0.2', '10.0.0.2'],
    ['1.2.3.4, _hidden', '10.0.0.1'],
    ['1.2.3.4, ', '10.0.0.1'],
    ['', '10.0.0.1'],
    ['1.2.3.4:8080', '1.2.3.4'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1, fd00::7', '2001:db8::1'],
    ['1.2.3.4, ::ffff:10.0.0.2', '1.2.3.4'],
    ['1.2.3.4, 10.0.0.2:99999999', '10.0.0.1'],
    ['1.2.3.4, [::1', '10.0.0.1'],
  ];
  for (const [chain, address] of chains) {
    test(`that tells '${chain}' leads to ${address}`, () =>
      assert.equal(resolve({ 'x-forwarded-for': chain }).address, address));
  }

  test('is itself the client, with its port, when it tells nothing', () => {
    assert.deepEqual(resolve({}), { address: '10.0.0.1', port: 5000, viaTrusted: true, scheme: 'http', host: 'inner' });
  });

  test('tells scheme and host too', () => {
    const client = resolve({
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-proto': 'HTTPS',
      'x-forwarded-host': 'Example.COM:8443',
    });

    assert.deepEqual(client, {
      address: '1.2.3.4',
      port: 0,
      viaTrusted: true,
      scheme: 'https',
      host: 'example.com:8443',
    });
  });

  test('is believed on scheme and host only as far as the address was', () => {
    const client = resolve({
      'x-forwarded-for': '6.6.6.6, 1.2.3.4, 10.0.0.2',
      'x-forwarded-proto': 'http, https, http',
      'x-forwarded-host': 'evil, public, inner',
    });

    assert.equal(client.scheme, 'https');
    assert.equal(client.host, 'public');
  });

  test('is not believed when scheme or host are no such thing', () => {
    const client = resolve({ 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'gopher', 'x-forwarded-host': 'a/b' });

    assert.equal(client.scheme, 'http');
    assert.equal(client.host, 'inner');
  });

  test('may speak in forwarded', () => {
    const client = resolve({
      forwarded: 'for=6.6.6.6, for="[2001:db8::1]:99";proto=https;host="a.example:1", for=10.0.0.2;proto=http',
    });

    assert.deepEqual(client, {
      address: '2001:db8::1',
      port: 0,
      viaTrusted: true,
      scheme: 'https',
      host: 'a.example:1',
    });
  });

  test('speaks in x-forwarded-for rather than in forwarded', () => {
    assert.equal(resolve({ forwarded: 'for=6.6.6.6', 'x-forwarded-for': '1.2.3.4' }).address, '1.2.3.4');
  });

  test('is the client when its forwarded is malformed', () => {
    assert.equal(resolve({ forwarded: 'for=1.2.3.4;for=6.6.6.6' }).address, '10.0.0.1');
  });

  test('is followed for a bounded number of hops', () => {
    const chain = `1.2.3.4, ${Array.from({ length: 100 }, (_, i) => `10.1.1.${i}`).join(', ')}`;

    assert.equal(resolve({ 'x-forwarded-for': chain }).address, '10.1.1.68');
  });

  test('may be on a Unix socket', () => {
    assert.equal(resolve({ 'x-forwarded-for': '1.2.3.4' }, '', new CidrSet(['unix:'])).address, '1.2.3.4');
    assert.equal(resolve({ 'x-forwarded-for': '1.2.3.4' }, '').address, '');
  });
});
