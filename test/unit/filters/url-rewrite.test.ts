import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type UrlRewriteOptions, urlRewrite } from '../../../shared/filters/url-rewrite.ts';
import { type Asking, asking, noParts } from './exchange.ts';

function rewritten(options: UrlRewriteOptions, request: Asking) {
  const exchange = asking(request);
  const verdict = urlRewrite.create(options, noParts).onRequest?.(exchange);
  assert.equal(verdict, undefined);
  return exchange;
}

describe('the path after a prefix is replaced', () => {
  const cases: readonly [path: string, prefixes: readonly string[], replacement: string, result: string][] = [
    ['/foo/bar', ['/foo'], '/baz', '/baz/bar'],
    ['/foo', ['/foo'], '/baz', '/baz'],
    ['/foo/', ['/foo'], '/baz', '/baz/'],
    ['/foo/bar', ['/foo'], '/baz/', '/baz/bar'],
    ['/foo/bar', ['/foo/'], '/baz', '/baz/bar'],
    ['/foo/', ['/foo/'], '/baz', '/baz/'],
    ['/anything', [], '/new', '/new/anything'],
    ['/anything', ['/'], '/new', '/new/anything'],
    ['/old/path', ['/old'], '', '/path'],
    ['/old/path', ['/old'], '/', '/path'],
    ['/old', ['/old'], '', '/'],
    ['/old/x', ['/old'], 'new', '/new/x'],
    ['/a/b/c', ['/a/b', '/a'], '/z', '/z/c'],
    ['/food/x', ['/foo', '/'], '/z', '/z/food/x'],
    ['/foo/%2F%41', ['/foo'], '/z', '/z/%2F%41'],
    ['/%66oo/bar', ['/foo'], '/baz', '/baz/bar'],
    ['/foo/x', ['/foo'], '/a/../b', '/b/x'],
    ['*', ['/foo'], '/z', '*'],
    ['/foo//evil.test', ['/foo'], '', '/evil.test'],
    ['/foo//evil.test', ['/foo'], '/', '/evil.test'],
    ['/foo/%2F%5Cevil.test', ['/foo'], '', '/evil.test'],
    ['/foo//evil.test', ['/foo'], '/z', '/z//evil.test'],
  ];
  for (const [path, prefixes, replacement, result] of cases) {
    test(`is ${result} for ${path} under ${prefixes.join(' or ') || 'no prefix'}, with ${replacement || 'nothing'}`, () => {
      assert.equal(rewritten({ replacePrefixMatch: replacement }, { path, prefixes }).request.path, result);
    });
  }
});

describe('a rewrite', () => {
  test('replaces the whole path and keeps the query', () => {
    const { request } = rewritten({ replaceFullPath: '/new' }, { path: '/a/b', query: 'x=1' });

    assert.equal(request.path, '/new');
    assert.equal(request.query, 'x=1');
  });

  test('prefers the whole path to a prefix', () => {
    const options = { replaceFullPath: '/full', replacePrefixMatch: '/p' };

    assert.equal(rewritten(options, { path: '/a' }).request.path, '/full');
  });

  test('replaces the host, in lower case, and leaves the path', () => {
    const { request } = rewritten({ hostname: 'Inner.example.org' }, { path: '/a' });

    assert.equal(request.authority, 'inner.example.org');
    assert.equal(request.path, '/a');
  });

  test('leaves the request as it was received, and what policies look at', () => {
    const exchange = rewritten({ hostname: 'b.org', replaceFullPath: '/new' }, { path: '/a' });

    assert.equal(exchange.received.path, '/a');
    assert.equal(exchange.received.authority, 'example.com');
    assert.equal(exchange.path, '/a');
    assert.equal(exchange.client.host, 'example.com');
  });
});
