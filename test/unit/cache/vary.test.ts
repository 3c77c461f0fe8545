import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { variantOf } from '../../../shared/cache/policy/vary.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { play, type Step } from './play.ts';

const varied = (by: string, headers: Record<string, string>): Step => ({
  ...{ headers, from: 'origin', gives: { headers: { 'cache-control': 'max-age=60', vary: by } } },
});

describe('a response that varies', () => {
  test('answers the same request and no other', async () => {
    await play([
      varied('Foo', { foo: '1' }),
      { headers: { foo: '1' }, from: 'cache', text: 'answer 1' },
      varied('Foo', { foo: '2' }),
      { headers: { foo: '2' }, from: 'cache', text: 'answer 2' },
      { headers: { foo: '1' }, from: 'cache', text: 'answer 1' },
      { ...varied('Foo', {}), text: 'answer 3' },
      { headers: { foo: '1', bar: '9' }, from: 'cache', text: 'answer 1' },
    ]);
  });

  test('by several fields needs all of them', async () => {
    await play([
      varied('Foo, Bar', { foo: '1', bar: '1' }),
      varied('Foo, Bar', { foo: '1', bar: '2' }),
      { headers: { bar: '1', foo: '1' }, from: 'cache', text: 'answer 1' },
      { headers: { foo: '1' }, from: 'origin' },
    ]);
  });

  test('by other fields than before is told apart by all of them', async () => {
    await play([
      varied('Foo', { foo: '1', bar: '1' }),
      varied('Bar', { foo: '2', bar: '1' }),
      { headers: { foo: '1', bar: '1' }, from: 'origin', gives: { headers: { 'cache-control': 'max-age=60' } } },
      { headers: { foo: '2', bar: '1' }, from: 'cache', text: 'answer 2' },
    ]);
  });

  test('takes blanks, lines and the case of known lists for what they are', async () => {
    const rows: readonly [string, string, string][] = [
      ['foo', '1,2', '1 ,  2'],
      ['accept-encoding', 'gzip, br', 'BR,gzip'],
      ['accept-encoding', 'gzip, br;q=0', 'gzip'],
      ['accept-language', 'en-GB, de;q=0.5', 'EN-gb,de; q=0.5'],
    ];
    for (const [name, first, second] of rows) {
      await play([varied(name, { [name]: first }), { headers: { [name]: second }, from: 'cache' }]);
    }
  });

  test('does not take what differs for the same', async () => {
    const rows: readonly [string, string, string][] = [
      ['foo', 'a', 'A'],
      ['foo', '"a, b"', '"a,b"'],
      ['foo', 'a', 'a,'],
      ['origin', 'https://app.test', 'https://app.test,'],
      ['cookie', 'a=1,,2', 'a=1,2'],
      ['accept-encoding', 'gzip', 'gzip;q=0'],
      ['accept-language', 'en, de', 'de, en'],
    ];
    for (const [name, first, second] of rows) {
      await play([varied(name, { [name]: first }), varied(name, { [name]: second })]);
    }
  });

  test('is told apart in one pass, however many commas and quotes a client sends', () => {
    for (const piece of [',', '"",', '"a",', ',"', '\\",', 'a;q=0,']) {
      const value = `"${piece.repeat(200_000 / piece.length)}`;
      const before = process.cpuUsage().user;
      variantOf(['foo'], new HeaderList(['foo', value]));
      variantOf(['accept-encoding'], new HeaderList(['accept-encoding', value.slice(1)]));
      assert.ok(process.cpuUsage().user - before < 2_000_000, piece);
    }
  });

  test('is asked about with the tag of the same variant alone', async () => {
    const gives = { headers: { 'cache-control': 'max-age=60', vary: 'foo', etag: '"a"' } };
    await play([
      { headers: { foo: '1' }, gives, from: 'origin' },
      { headers: { foo: '2' }, gives, from: 'origin', sends: { 'if-none-match': null } },
      { later: 61, headers: { foo: '1' }, gives: { status: 304 }, from: 'validation', text: 'answer 1' },
    ]);
  });

  test('by a field that the route writes is told apart by what was written', async () => {
    const beside = 'policies { request-headers { set { X-Tier "gold" } } }';
    await play(
      [varied('X-Tier', { 'x-tier': 'a' }), { headers: { 'x-tier': 'b' }, from: 'cache', sends: { 'x-tier': 'gold' } }],
      { beside },
    );
  });

  test('by who asks is told apart by who it was, whatever a client says of itself', async () => {
    await play([
      { ...varied('X-Forwarded-For', {}), peer: '192.0.2.1' },
      { ...varied('X-Forwarded-For', { 'x-forwarded-for': '192.0.2.1' }), peer: '192.0.2.2' },
      { peer: '192.0.2.1', from: 'cache', text: 'answer 1' },
    ]);
  });
});
