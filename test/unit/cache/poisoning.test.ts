import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { play, type Step } from './play.ts';

const minute = { headers: { 'cache-control': 'max-age=60' } };
/** What somebody asks who means harm. */
type Evil = Partial<Pick<Step, 'headers' | 'host' | 'target' | 'method' | 'body'>>;

const fields: readonly (readonly [string, string])[] = [
  ['x-forwarded-host', 'evil.test'],
  ['x-forwarded-scheme', 'http'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-port', '4'],
  ['x-forwarded-prefix', '/evil'],
  ['x-forwarded-server', 'evil.test'],
  ['forwarded', 'host=evil.test'],
  ['x-client-ip', '203.0.113.9'],
  ['cf-connecting-ip', '203.0.113.9'],
  ['cf-ipcountry', 'FR'],
  ['x-original-url', '/evil'],
  ['x-rewrite-url', '/evil'],
  ['x-http-method-override', 'POST'],
  ['x-ms-original-url', '/evil'],
  ['x-http-verb', 'POST'],
  ['x-host-override', 'evil.test'],
  ['x-forward-for', '203.0.113.9'],
  ['x-arr-ssl', '1'],
  ['x-now-route-matches', '1'],
  ['x_matched_path', '/evil'],
  ['x-react-router-spa-mode', 'yes'],
];

/** Requests that differ from a harmless one in what many caches leave out of their keys. */
const other: readonly (readonly [string, Evil])[] = [
  ['a host with a port', { host: 'app.test:4' }],
  ['a parameter that is there twice', { target: '/p?a=1&a=evil' }],
  ['a parameter behind a semicolon', { target: '/p?a=1;a=evil' }],
  ['a parameter whose name is spelt otherwise', { target: '/p?a=1&%61=evil' }],
  ['a fragment that is spelt out', { target: '/p%23?a=1' }],
  ['an encoded slash', { target: '/x%2F..%2Fp?a=1' }],
  ['a backslash', { target: '/x%5C..%5Cp?a=1' }],
  ['a double encoded letter', { target: '/%2570?a=1' }],
  ['a doubled slash', { target: '//p?a=1' }],
  ['a slash at the end', { target: '/p/?a=1' }],
  ['a name of a file behind it', { target: '/p/x.css?a=1' }],
  ['a name behind a semicolon', { target: '/p;x.css?a=1' }],
  ['a body', { target: '/p?a=1', body: 'a=evil' }],
];

describe('what one client asks for does not come to another', () => {
  for (const [name, value] of fields) {
    test(`by ${name}: it does not reach the origin, or what it brings is not kept`, async () => {
      const stage = await play([
        { headers: { [name]: value }, gives: minute, from: 'origin' },
        { gives: minute, from: name.startsWith('x-forwarded') || name === 'forwarded' ? 'cache' : 'origin' },
      ]);

      if (stage.calls.length === 1) assert.doesNotMatch(stage.sent.joined(name) ?? '', /evil|^4$|^https$/);
    });
  }

  test("by what the platform itself tells of the client, which is nobody's choice: it is kept", async () => {
    const told = { 'cf-connecting-ip': '203.0.113.9', 'cf-ipcountry': 'FR' };
    const client = { headers: told, peer: '203.0.113.9', country: 'FR' };
    await play([
      { ...client, gives: minute, from: 'origin' },
      { ...client, from: 'cache' },
      { ...client, country: 'DE', from: 'origin', text: 'answer 2' },
      { ...client, peer: '203.0.113.10', from: 'origin', text: 'answer 3' },
    ]);
  });

  for (const [name, evil] of other) {
    test(`by ${name}`, async () => {
      const harmless = { target: '/p?a=1', gives: minute };
      await play(
        [
          { ...harmless, ...evil, from: 'origin' },
          { ...harmless, from: 'origin', text: 'answer 2' },
          { target: '/p?a=1', from: 'cache', text: 'answer 2' },
        ],
        { route: 'ignore-query-params "utm_source"' },
      );
    });
  }

  test('by a parameter inside one that is ignored: it is not sent', async () => {
    const stage = await play(
      [
        { target: '/p?a=1&utm_source=x;a=evil', gives: minute, from: 'origin' },
        { target: '/p?a=1', from: 'cache' },
      ],
      { route: 'ignore-query-params "utm_source"' },
    );

    assert.equal(stage.calls[0]!.request.head.query, 'a=1');
  });

  test('by a cookie that the origin says its answer depends on', async () => {
    const gives = { headers: { ...minute.headers, vary: 'cookie' } };
    await play([
      { headers: { cookie: 'lang=evil' }, gives, from: 'origin' },
      { gives, from: 'origin', text: 'answer 2' },
      { headers: { cookie: 'lang=evil' }, from: 'cache', text: 'answer 1' },
    ]);
  });
});

describe('a page of one client', () => {
  test('is not kept because its address looks like that of a file', async () => {
    for (const target of [
      '/account/x.css',
      '/account;x.js',
      '/account%0A.png',
      '/account/%2e%2e%2fx.css',
      '/x.css?/account',
    ]) {
      await play([
        { target, headers: { cookie: 's=ann' }, from: 'origin' },
        { target, from: 'origin', text: 'answer 2' },
      ]);
    }
  });

  test('is not kept by the guess of the settings when it hands out cookies', async () => {
    const gives = { headers: { 'set-cookie': 's=ann' } };
    await play(
      [
        { target: '/x.css', gives, from: 'origin' },
        { target: '/x.css', from: 'origin' },
      ],
      { route: 'default-ttl-secs 60' },
    );
  });
});

describe('an error that one client brings about', () => {
  test('by fields that are too large is answered before the cache, and not kept', async () => {
    await play([
      { headers: { 'x-large': 'x'.repeat(100_000) }, from: 'cache', status: 431 },
      { gives: minute, from: 'origin', status: 200 },
    ]);
  });

  test('by too many fields is answered before the cache, and not kept', async () => {
    const headers = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`x-${at}`, '1']));
    await play([
      { headers, from: 'cache', status: 431 },
      { gives: minute, from: 'origin', status: 200 },
    ]);
  });

  for (const status of [400, 403, 405, 413, 414, 431, 500, 501, 502, 503]) {
    test(`of ${status} by the origin is not kept, unless it says for how long`, async () => {
      await play(
        [
          {
            headers: { 'x-meta': '\u0007' },
            gives: { status, headers: { 'last-modified': 'Mon, 13 Nov 2023 00:00:00 GMT' } },
            from: 'origin',
          },
          { gives: minute, from: 'origin', status: 200 },
        ],
        { route: 'default-ttl-secs 60' },
      );
    });
  }

  test('by a condition, a range or another method is not kept', async () => {
    for (const [evil, status] of [
      [{ headers: { 'if-match': '"x"' } }, 412],
      [{ headers: { range: 'bytes=99-' } }, 416],
      [{ method: 'OPTIONS' }, 405],
      [{ method: 'HEAD' }, 404],
    ] as const) {
      await play([
        { ...evil, gives: { status, ...minute }, from: 'origin', status },
        { gives: minute, from: 'origin', status: 200 },
      ]);
    }
  });
});
