import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileConditions, type MatchInput } from '../../../shared/routing/conditions.ts';
import { explainMatch } from '../../../shared/routing/explain-match.ts';
import { RouteTable } from '../../../shared/routing/route-table.ts';
import { type Asked, asked, route } from './facts.ts';

/** Asks both the table and the explanation, which must agree. */
function takes(match: MatchInput, target: string, more?: Asked): boolean {
  const routes = [route('only', match)];
  const taken = new RouteTable(routes).match(asked(target, more)) !== undefined;
  assert.equal(explainMatch(routes, asked(target, more)).winner !== undefined, taken, 'the explanation agrees');
  return taken;
}

describe('a path', () => {
  test('is taken exactly', () => {
    assert.equal(takes({ path: ['/a/b'] }, '/a/b'), true);
    assert.equal(takes({ path: ['/a/b'] }, '/a/b?x=1'), true);
    assert.equal(takes({ path: ['/a/b'] }, '/a/b/'), false);
    assert.equal(takes({ path: ['/a/b'] }, '/A/b'), false);
  });

  test('may be the one of OPTIONS *', () => {
    assert.equal(takes({ path: ['*'] }, '*', { method: 'OPTIONS' }), true);
    assert.equal(takes({ 'path-prefix': ['/'] }, '*', { method: 'OPTIONS' }), false);
  });

  test('is compared in its normal form', () => {
    assert.equal(takes({ path: ['/caf\u00e9'] }, '/caf%C3%A9'), true);
    assert.equal(takes({ 'path-prefix': ['/%7euser'] }, '/~user/x'), true);
  });
});

describe('a path prefix', () => {
  const vectors: readonly [prefix: string, path: string, isTaken: boolean][] = [
    ['/v2', '/v2', true],
    ['/v2', '/v2/', true],
    ['/v2', '/v2/x', true],
    ['/v2', '/v2example', false],
    ['/v2', '/v', false],
    ['/', '/', true],
    ['/', '/anything/at/all', true],
    ['/api/', '/api/x', true],
    ['/api/', '/api/', true],
    ['/api/', '/api', false],
  ];
  for (const [prefix, path, isTaken] of vectors) {
    test(`${prefix} ${isTaken ? 'takes' : 'leaves'} ${path}`, () => {
      assert.equal(takes({ 'path-prefix': [prefix] }, path), isTaken);
    });
  }
});

test('a path regex is looked for anywhere in the path, without the query', () => {
  const match = { 'path-regex': ['\\.(png|jpg)$'] };

  assert.equal(takes(match, '/img/a.png'), true);
  assert.equal(takes(match, '/img/a.png?x'), true);
  assert.equal(takes(match, '/img?a.png'), false);
  assert.equal(takes({ 'path-regex': ['^/v[12]/'] }, '/v2/x'), true);
  assert.equal(takes({ 'path-regex': ['^/v[12]/'] }, '/v3/x'), false);
  assert.equal(takes({ 'path-regex': ['^/api'] }, '/apiary'), true);
});

describe('a host', () => {
  const vectors: readonly [pattern: string, host: string, isTaken: boolean][] = [
    ['example.com', 'example.com', true],
    ['example.com', 'EXAMPLE.com:8080', true],
    ['Example.COM', 'example.com', true],
    ['example.com', 'example.com.', true],
    ['example.com', 'www.example.com', false],
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'xexample.com', false],
    ['*.example.com', '.example.com', false],
    ['*.example.com', 'A.Example.com:8443', true],
    ['[::1]', '[::1]:8080', true],
    ['[::1]', '[::1]', true],
    ['[2001:DB8::1]', '[2001:db8::1]:1', true],
    ['[::1]', 'host1', false],
    ['^api[0-9]+\\.', 'API12.example.com:80', true],
    ['^api[0-9]+\\.', 'api.example.com', false],
  ];
  for (const [pattern, host, isTaken] of vectors) {
    test(`${pattern} ${isTaken ? 'takes' : 'leaves'} ${host}`, () => {
      assert.equal(takes({ host: [pattern] }, '/', { host }), isTaken);
    });
  }

  test('that is not named leaves routes with a host alone', () => {
    assert.equal(takes({ host: ['example.com'] }, '/', { host: '' }), false);
    assert.equal(takes({}, '/', { host: '' }), true);
  });
});

test('a header is wanted by name, or by the value of any of its fields', () => {
  const twice = {
    headers: [
      ['x-tag', 'a'],
      ['x-tag', 'b'],
    ],
  } as const;

  assert.equal(takes({ header: [{ name: 'X-Tag' }] }, '/', twice), true);
  assert.equal(takes({ header: [{ name: 'X-Tag', value: 'b' }] }, '/', twice), true);
  assert.equal(takes({ header: [{ name: 'X-Tag', value: 'B' }] }, '/', twice), false);
  assert.equal(
    takes(
      {
        header: [
          { name: 'X-Tag', value: 'a' },
          { name: 'X-Tag', value: 'b' },
        ],
      },
      '/',
      twice,
    ),
    true,
  );
  assert.equal(takes({ header: [{ name: 'X-Tag' }, { name: 'X-Other' }] }, '/', twice), false);
  assert.equal(
    takes({ header: [{ name: 'X-Tag', value: '\u00e9' }] }, '/', { headers: [['x-tag', '\u00c3\u00a9']] }),
    true,
  );
});

test('a query parameter is wanted by name, or by its decoded value', () => {
  assert.equal(takes({ 'query-param': [{ name: 'a' }] }, '/?a'), true);
  assert.equal(takes({ 'query-param': [{ name: 'a' }] }, '/?b=a'), false);
  assert.equal(takes({ 'query-param': [{ name: 'a' }] }, '/'), false);
  assert.equal(takes({ 'query-param': [{ name: 'a', value: '' }] }, '/?a'), true);
  assert.equal(takes({ 'query-param': [{ name: 'a', value: '1' }] }, '/?b=2&a=1'), true);
  assert.equal(takes({ 'query-param': [{ name: 'a', value: '1' }] }, '/?a=2&a=1'), true);
  assert.equal(takes({ 'query-param': [{ name: 'a', value: 'x y' }] }, '/?a=x+y'), true);
  assert.equal(takes({ 'query-param': [{ name: 'a b', value: '\u00e9=' }] }, '/?a%20b=%C3%A9='), true);
  assert.equal(takes({ 'query-param': [{ name: 'a', value: '50%' }] }, '/?a=50%'), true);
  assert.equal(takes({ 'query-param': [{ name: 'a' }, { name: 'b', value: '2' }] }, '/?a&b=1'), false);
});

test('methods, paths and hosts are alternatives; different kinds of condition must all hold', () => {
  const match = { path: ['/a', '/b'], 'path-prefix': ['/c'], host: ['x.org', '*.y.org'], method: ['get', 'POST'] };

  assert.equal(takes(match, '/b', { host: 'x.org' }), true);
  assert.equal(takes(match, '/c/d', { host: 'z.y.org', method: 'POST' }), true);
  assert.equal(takes(match, '/b', { host: 'y.org' }), false);
  assert.equal(takes(match, '/d', { host: 'x.org' }), false);
  assert.equal(takes(match, '/a', { host: 'x.org', method: 'PUT' }), false);
  assert.equal(takes(match, '/a', { host: 'x.org', method: 'get' }), false, 'methods are case-sensitive');
});

describe('a condition that cannot be used is a problem', () => {
  const wrong: readonly [match: MatchInput, key: string, message: RegExp][] = [
    [{ path: ['/a', 'b'] }, 'path', /begins with \//],
    [{ 'path-prefix': ['/a?b=1'] }, 'path-prefix', /before \? or #/],
    [{ 'path-regex': ['(a)\\1'] }, 'path-regex', /back-reference/],
    [{ host: ['example.com:8080'] }, 'host', /without its port/],
    [{ host: ['[::1]:8080'] }, 'host', /without its port/],
    [{ host: ['*'] }, 'host', /leave the host out/],
    [{ host: ['*.*.org'] }, 'host', /leading labels/],
    [{ host: ['api*('] }, 'host', /not closed/],
    [{ host: ['b\u00fccher.de'] }, 'host', /xn--/],
    [{ host: [''] }, 'host', /not a host/],
    [{ host: ['a b'] }, 'host', /not a host/],
    [{ method: ['GET POST'] }, 'method', /not a method/],
    [{ header: [{ name: 'a b' }] }, 'header', /not the name/],
  ];
  for (const [match, key, message] of wrong) {
    test(`${JSON.stringify(match)}`, () => {
      const { problems } = compileConditions(match);

      assert.equal(problems.length, 1);
      assert.equal(problems[0]?.key, key);
      assert.match(problems[0]?.message ?? '', message);
    });
  }

  test('and is named by its place in the list', () => {
    assert.equal(compileConditions({ path: ['/a', 'b'] }).problems[0]?.index, 1);
  });
});
