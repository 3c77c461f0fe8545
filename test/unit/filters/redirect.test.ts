import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Reply } from '../../../shared/engine/reply.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import { type RedirectOptions, redirect } from '../../../shared/filters/redirect.ts';
import { type Asking, asking, noParts } from './exchange.ts';

function answer(options: Partial<RedirectOptions>, request: Asking): Reply {
  const verdict = redirect.create({ statusCode: 302, ...options }, noParts).onRequest?.(asking(request));
  assert.ok(verdict && !(verdict instanceof Promise));
  return verdict;
}

describe('the address a redirect sends to', () => {
  const cases: readonly [options: Partial<RedirectOptions>, request: Asking, location: string][] = [
    [{ scheme: 'https' }, { path: '/a', query: 'b=1&c' }, 'https://example.com/a?b=1&c'],
    [{ scheme: 'https' }, { path: '/a', query: '' }, 'https://example.com/a?'],
    [{ scheme: 'https' }, { host: 'example.com:8080' }, 'https://example.com/'],
    [{ scheme: 'https', port: 8443 }, { host: 'example.com:8080' }, 'https://example.com:8443/'],
    [{ scheme: 'https', port: 443 }, {}, 'https://example.com/'],
    [{ scheme: 'https', port: 80 }, {}, 'https://example.com:80/'],
    [{ replaceFullPath: '/a' }, { host: 'example.com:8443', scheme: 'https' }, 'https://example.com:8443/a'],
    [{ hostname: 'New.example.org' }, { path: '/a', scheme: 'https' }, 'https://new.example.org/a'],
    [{ hostname: 'new.example.org' }, { host: 'example.com:8080' }, 'http://new.example.org/'],
    [{ hostname: '[2001:db8::1]', port: 8080 }, {}, 'http://[2001:db8::1]:8080/'],
    [{ replaceFullPath: '/new' }, { path: '/a/b', query: 'x', host: 'a.org:81' }, 'http://a.org:81/new?x'],
    [{ replaceFullPath: '/caf\u00e9 1' }, {}, 'http://example.com/caf%C3%A9%201'],
    [{ replacePrefixMatch: '/baz' }, { path: '/foo/bar', prefixes: ['/foo'] }, 'http://example.com/baz/bar'],
    [{ replaceFullPath: '/full', replacePrefixMatch: '/p' }, { path: '/a' }, 'http://example.com/full'],
    [{ replacePrefixMatch: '' }, { path: '/foo//evil.org', prefixes: ['/foo'] }, 'http://example.com/evil.org'],
    [{ scheme: 'https' }, { path: '*' }, 'https://example.com/'],
    [{ port: 8080 }, { host: '[::1]:80' }, 'http://[::1]:8080/'],
  ];
  for (const [options, request, location] of cases) {
    test(`is ${location} for ${JSON.stringify(options)}, asked ${JSON.stringify(request)}`, () => {
      assert.equal(answer(options, request).head.headers.get('location'), location);
    });
  }
});

describe('a redirect', () => {
  test('has the status it is told and no body', () => {
    const { head, body } = answer({ statusCode: 308, scheme: 'https' }, {});

    assert.equal(head.status, 308);
    assert.equal(head.headers.get('content-length'), '0');
    assert.equal(body, null);
  });

  test('takes path and query as earlier filters left them', () => {
    const filter = redirect.create({ statusCode: 302, hostname: 'b.org' }, noParts);
    const exchange = asking({ path: '/a' });
    exchange.request = { ...exchange.request, path: '/rewritten' };

    const verdict = filter.onRequest?.(exchange) as Reply;

    assert.equal(verdict.head.headers.get('location'), 'http://b.org/rewritten');
  });

  test('is none where the client is there already, rather than one that leads back for ever', () => {
    const there: readonly [options: Partial<RedirectOptions>, request: Asking][] = [
      [{ scheme: 'https' }, { path: '/a', query: 'b', scheme: 'https', host: 'example.com:8443' }],
      [{ scheme: 'https', hostname: 'example.com', port: 443 }, { scheme: 'https' }],
      [{ replaceFullPath: '/new' }, { path: '/new' }],
    ];
    for (const [options, request] of there) {
      const filter = redirect.create({ statusCode: 302, ...options }, noParts);
      assert.equal(filter.onRequest?.(asking(request)), undefined, JSON.stringify(options));
    }
  });

  test('is refused as 400 where the client named no host and none is configured', () => {
    assert.throws(
      () => answer({ scheme: 'https' }, { host: '' }),
      (error) => error instanceof Fault && error.code === 'bad_host',
    );
    assert.equal(answer({ hostname: 'b.org' }, { host: '' }).head.headers.get('location'), 'http://b.org/');
  });

  test('to what is no host is not made', () => {
    assert.throws(() => redirect.create({ statusCode: 302, hostname: 'a b' }, noParts), Fault);
  });
});
