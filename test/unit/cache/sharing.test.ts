import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { Stage } from '../../liveness/stage.ts';
import { play, type Step } from './play.ts';

const said = (value: string, headers: Record<string, string> = {}): Step => ({
  ...{ headers, from: 'origin', gives: { headers: { 'cache-control': value } } },
});
const signed = { authorization: 'Basic YTpi' };

describe('an answer to one who proved who they are', () => {
  for (const value of ['public, max-age=60', 's-maxage=60', 'max-age=60, must-revalidate']) {
    test(`is for all when it says ${value}`, async () => {
      await play([said(value, signed), { from: 'cache' }]);
    });
  }

  test('is for them alone otherwise', async () => {
    await play([said('max-age=60', signed), said('max-age=60', signed), said('max-age=60')]);
  });

  test('may be one that was kept for all', async () => {
    await play([said('max-age=60'), { headers: signed, from: 'cache' }]);
  });
});

describe('fields for one user', () => {
  const gives = (value: string) => ({ headers: { 'cache-control': value, 'set-cookie': 'a=b', 'x-user': 'ann' } });

  test('are left out of what is kept where the origin names them', async () => {
    for (const value of ['max-age=60, no-cache="set-cookie, x-user"', 'max-age=60, private="Set-Cookie,X-User"']) {
      await play([
        { gives: gives(value), from: 'origin', gets: { 'set-cookie': 'a=b', 'x-user': 'ann' } },
        { from: 'cache', gets: { 'set-cookie': null, 'x-user': null } },
      ]);
    }
  });

  test('keep the whole from being kept where they are cookies and the origin says nothing', async () => {
    await play([
      { gives: gives('public, max-age=60'), from: 'origin', gets: { 'set-cookie': 'a=b' } },
      { gives: gives('public, max-age=60'), from: 'origin', gets: { 'set-cookie': 'a=b' } },
    ]);
  });

  test('of the request make no difference by themselves', async () => {
    await play([said('max-age=60', { cookie: 'a=b' }), { headers: { cookie: 'c=d' }, from: 'cache' }]);
  });
});

describe('fields of one connection', () => {
  test('are not kept, nor those that connection names', async () => {
    const headers = {
      ...{ 'cache-control': 'max-age=60', connection: 'x-hop, close', 'x-hop': '1', 'keep-alive': '1', upgrade: 'h2c' },
      ...{ 'proxy-authenticate': 'Basic', 'x-kept': '1' },
    };
    await play([
      { gives: { headers }, from: 'origin' },
      { from: 'cache', gets: { 'x-hop': null, 'keep-alive': null, 'proxy-authenticate': null, 'x-kept': '1' } },
    ]);
  });
});

describe('the key of a response', () => {
  const other: readonly [string, Partial<Step>][] = [
    ['another host', { host: 'other.test' }],
    ['another path', { target: '/other' }],
    ['another spelling of the path', { target: '/%70' }],
    ['another query', { target: '/p?a=2' }],
    ['no query', { target: '/p' }],
    ['the same parameters in another order', { target: '/p?b=1&a=1' }],
  ];
  for (const [name, step] of other) {
    test(`is another for ${name}`, async () => {
      await play([
        { ...said('max-age=60'), target: '/p?a=1' },
        { ...said('max-age=60'), target: '/p?a=1', ...step },
      ]);
    });
  }

  test('is the same for the same address', async () => {
    await play([
      { ...said('max-age=60'), target: '/p?a=1&b' },
      { target: '/p?a=1&b', from: 'cache' },
    ]);
  });
});

describe('a client cannot put words into the mouth of the cache', () => {
  const fields = [
    ...['x-original-url', 'x-rewrite-url', 'x-http-method-override', 'x-method-override', 'x-host', 'x_original_url'],
    ...['x-original-host', 'x-scheme', 'x.http.method', 'x-middleware-subrequest'],
  ];
  for (const name of fields) {
    test(`by ${name}, which the origin may act on: it is neither answered from what is kept nor kept`, async () => {
      await play([
        said('max-age=60', { [name]: '/evil' }),
        { ...said('max-age=60'), text: 'answer 2' },
        said('max-age=60', { [name]: '/evil' }),
        { from: 'cache', text: 'answer 2' },
      ]);
    });
  }

  for (const name of ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-prefix', 'forwarded', 'x-real-ip']) {
    test(`by ${name}, which does not reach the origin`, async () => {
      const stage = await play([said('max-age=60', { [name]: 'evil.test' }), { from: 'cache' }]);

      assert.doesNotMatch(stage.sent.joined(name) ?? '', /evil/);
    });
  }

  test('by naming fields in connection, so that the origin does not see what the key was made of', async () => {
    await play([
      said('max-age=60', { connection: 'x-key', 'x-key': '1' }),
      { ...said('max-age=60'), text: 'answer 2' },
    ]);
  });

  test('by the body of a GET', async () => {
    await play([
      { ...said('max-age=60'), body: 'a=evil' },
      { ...said('max-age=60'), text: 'answer 2' },
    ]);
  });

  test('by the parameters that are ignored: they are not sent', async () => {
    const stage = await play(
      [
        { ...said('max-age=60'), target: '/p?utm_source=<script>&a=1&utm%5Fsource=2' },
        { target: '/p?a=1', from: 'cache' },
      ],
      { route: 'ignore-query-params "utm_source"' },
    );

    assert.equal(stage.calls[0]!.request.head.query, 'a=1');
  });

  test('by what another route answers for the same address', async () => {
    const stage = await Stage.of({
      route: 'cache { enabled #true }',
      routes: 'route "beta" { matches { header "X-Beta" }; priority 900; upstream "beta"; cache { enabled #true } }',
      upstreams: 'upstream "beta" { target "b.test:80" }',
    });
    stage.origin = (call) =>
      call.answer(200, new BytesBody(call.request.address.host), { 'cache-control': 'max-age=60' });
    const ask = async (headers: Record<string, string>) => (await stage.ask({ headers })).text;

    assert.deepEqual(
      [await ask({ 'x-beta': '1' }), await ask({}), await ask({ 'x-beta': '1' })],
      ['b.test', 'a.test', 'b.test'],
    );
    assert.equal(stage.calls.length, 2);
  });
});

describe('an unsafe request', () => {
  const kept = (target: string): Step => ({ ...said('max-age=60'), target });

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'M-SEARCH']) {
    test(`by ${method} drops what is kept of its address`, async () => {
      await play([
        kept('/p?a'),
        { target: '/p?a', from: 'cache' },
        { method, target: '/p?a', from: 'origin' },
        kept('/p?a'),
      ]);
    });
  }

  test('drops what its answer names, of the same origin alone', async () => {
    await play([
      kept('/a'),
      kept('/b'),
      kept('/c'),
      { ...kept('/d'), host: 'other.test' },
      {
        ...{ method: 'POST', target: '/a', from: 'origin' },
        gives: { status: 303, headers: { location: '/b', 'content-location': 'http://app.test/c' } },
      },
      { method: 'POST', target: '/x', from: 'origin', gives: { headers: { location: 'http://other.test/d' } } },
      kept('/a'),
      kept('/b'),
      kept('/c'),
      { host: 'other.test', target: '/d', from: 'cache' },
    ]);
  });

  test('that fails drops nothing', async () => {
    for (const gives of [{ status: 500 }, { status: 403 }, 'down'] as const) {
      await play([
        kept('/a'),
        { method: 'POST', target: '/a', gives, from: 'origin' },
        { target: '/a', from: 'cache' },
      ]);
    }
  });

  test('by a method that only reads drops nothing', async () => {
    await play([kept('/a'), { method: 'OPTIONS', target: '/a', from: 'origin' }, { target: '/a', from: 'cache' }]);
  });

  test('drops all variants', async () => {
    const by = (foo: string): Step => ({
      ...{ headers: { foo }, from: 'origin', gives: { headers: { 'cache-control': 'max-age=60', vary: 'foo' } } },
    });
    await play([by('1'), by('2'), { method: 'POST', from: 'origin' }, by('1'), by('2')]);
  });
});
