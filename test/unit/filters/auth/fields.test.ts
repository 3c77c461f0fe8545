import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { claimFields } from '../../../../shared/filters/auth/claim-fields.ts';
import { basicCredentials, schemeCredentials } from '../../../../shared/filters/auth/credentials.ts';
import { shownKeys, withoutKeys } from '../../../../shared/filters/auth/key-places.ts';
import { TrustedFields } from '../../../../shared/filters/auth/trusted-fields.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { bytes, RecordingSink } from '../../http/recording-sink.ts';

const seed = Number(process.env['SEED'] ?? 20_261_122);

describe('trusted fields', () => {
  test(`cannot be written from outside, whatever the name looks like (seed ${seed})`, () => {
    const random = new SeededRandom(seed);
    const fields = new TrustedFields(['X-Auth-User', 'X-Tenant']);
    const signs = "!#$%&'*+-.^_`|~";
    const any = (text: string) => text[Math.floor(random.next() * text.length)]!;
    for (let round = 0; round < 2000; round += 1) {
      const spelt = 'x-auth-user'
        .replace(/[a-z]/g, (c) => (random.next() < 0.5 ? c : c.toUpperCase()))
        .replace(/-/g, () => any(signs));
      const headers = new HeaderList([spelt, 'forged', 'x-other', 'kept', 'x-tenants', 'kept']);

      assert.deepEqual(fields.without(headers).flat, ['x-other', 'kept', 'x-tenants', 'kept'], spelt);
    }
  });

  test('leave a request that has none of them as it is', () => {
    const headers = new HeaderList(['x-other', 'kept']);

    assert.equal(new TrustedFields(['x-user']).without(headers), headers);
  });

  test('cannot be written after a body either', () => {
    const exchange = routedExchange();
    const source = new ManualBody();
    exchange.body = source;
    new TrustedFields(['x-user']).write(exchange, ['x-user', 'ann']);
    const sink = new RecordingSink();
    exchange.body.start(sink);
    source.sink.write(bytes('content'));
    source.sink.end(new HeaderList(['x_user', 'forged', 'x-sum', '1']));

    assert.deepEqual(sink.events, ['write:content', 'end']);
    assert.deepEqual(sink.trailers?.flat, ['x-sum', '1']);
  });

  test('are written once more into what is sent', () => {
    const fields = new TrustedFields(['x-user']);
    const exchange = routedExchange({ headers: { 'x-user': 'forged', a: '1' } });
    fields.write(exchange, ['x-user', 'ann']);
    const sent = new HeaderList(['a', '1', 'x_user', 'renamed']);
    fields.rewrite(exchange, sent);

    assert.deepEqual(exchange.request.headers.flat, ['a', '1', 'x-user', 'ann']);
    assert.deepEqual(sent.flat, ['a', '1', 'x-user', 'ann']);
    assert.equal(exchange.received.headers.get('x-user'), 'forged');
  });
});

describe('claims in fields', () => {
  const write = (claim: string, claims: Readonly<Record<string, unknown>>) => claimFields([['X-C', claim]])(claims);
  const cases: readonly (readonly [claim: string, claims: object, value: string | undefined])[] = [
    ['sub', { sub: 'ann' }, 'ann'],
    ['sub', { sub: 'a\r\nX-Admin: 1' }, 'a%0D%0AX-Admin: 1'],
    ['sub', { sub: 'J\u00fcrgen' }, 'J\u00c3\u00bcrgen'],
    ['sub', { sub: '' }, undefined],
    ['n', { n: 7 }, '7'],
    ['b', { b: false }, 'false'],
    ['o', { o: { a: 1 } }, undefined],
    ['o.a', { o: { a: 1 } }, '1'],
    ['o.a', { 'o.a': 'whole', o: { a: 1 } }, 'whole'],
    ['roles', { roles: ['a', 'b'] }, 'a,b'],
    ['roles', { roles: ['user,admin', '50%'] }, 'user%2Cadmin,50%25'],
    ['roles', { roles: [] }, undefined],
    ['toString', {}, undefined],
    ['constructor.name', {}, undefined],
    ['__proto__', {}, undefined],
    ['length', { a: 1 }, undefined],
  ];
  for (const [claim, claims, value] of cases) {
    test(`tell ${claim} of ${JSON.stringify(claims)} as ${value}`, () => {
      assert.deepEqual(write(claim, claims as never), value === undefined ? [] : ['x-c', value]);
    });
  }

  test('are refused when they are longer than fields may be', () => {
    assert.throws(() => write('sub', { sub: 'x'.repeat(5000) }), { code: 'headers_too_large' });
  });
});

describe('credentials', () => {
  const basic = (value: string) => basicCredentials(new HeaderList(['authorization', value]));
  const cases: readonly (readonly [value: string, kind: string])[] = [
    [`Basic ${btoa('a:b')}`, 'shown'],
    [`bAsIc   ${btoa('a:b:c')}`, 'shown'],
    [`Basic ${btoa('ab')}`, 'bad'],
    ['Basic', 'bad'],
    ['Basic !!!!', 'bad'],
    [`Basic ${btoa('a:b\n')}`, 'bad'],
    [`Basic ${btoa('a:\xff')}`, 'bad'],
    [`Basic ${btoa('a:b')},Basic ${btoa('c:d')}`, 'bad'],
    [`Basic ${'A'.repeat(20_000)}`, 'bad'],
    [`Basic\t${btoa('a:b')}`, 'shown'],
    ['Bearer x', 'none'],
    ['', 'none'],
  ];
  for (const [value, kind] of cases) {
    test(`"${value.slice(0, 40)}" is ${kind}`, () => assert.equal(basic(value).kind, kind));
  }

  test('in two fields are none that can be meant', () => {
    assert.equal(
      schemeCredentials(new HeaderList(['authorization', 'Bearer a', 'authorization', 'Basic b']), 'bearer').kind,
      'bad',
    );
  });
});

describe('keys', () => {
  const places = { headers: ['x-api-key'], query: 'key', cookie: 'key' };
  const headOf = (query: string, cookie?: string, headers: Readonly<Record<string, string>> = {}) =>
    routedExchange({ query, headers: { ...headers, ...(cookie !== undefined && { cookie }) } }).received;
  const keysOf = (...args: Parameters<typeof headOf>) => shownKeys(headOf(...args), places).map(({ key }) => key);

  test('are found wherever they may stand, however they are written', () => {
    assert.deepEqual(keysOf('a=1&key=k&%6Bey=%6b&key', 'a=1;key=c; key=d'), ['c', 'd', 'k', 'k', '']);
    assert.deepEqual(keysOf('keys=1&xkey=2&KEY=3', 'xkey=1; keys=2'), []);
    assert.deepEqual(keysOf('key=%zz&key=a+b', undefined, { 'x-api-key': ' h ' }), ['h', '%zz', 'a b']);
  });

  test('are taken out of query and cookies, and all else stays as it was', () => {
    const bare = withoutKeys(headOf('a=1&key=k&b=%20&%6bey=2', 'a=1; key=c; b=2'), places);

    assert.deepEqual([bare.query, bare.headers.get('cookie')], ['a=1&b=%20', 'a=1; b=2']);
    const empty = withoutKeys(headOf('key=k', 'key=c'), places);
    assert.deepEqual([empty.query, empty.headers.has('cookie')], [undefined, false]);
    const other = headOf('a=1;&', 'a=1;;b');
    assert.equal(withoutKeys(other, places), other);
  });
});
