import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { normalizePath } from '../../../shared/http/path.ts';

describe('normalizePath', () => {
  const paths: readonly (readonly [given: string, forward: string, match: string])[] = [
    ['/', '/', '/'],
    ['*', '*', '*'],
    ['/a/b.c/', '/a/b.c/', '/a/b.c/'],
    ['/.well-known/x', '/.well-known/x', '/.well-known/x'],
    ['/a/...', '/a/...', '/a/...'],
    ['/a/./b', '/a/b', '/a/b'],
    ['/a/../b', '/b', '/b'],
    ['/a/b/..', '/a/', '/a/'],
    ['/a/b/.', '/a/b/', '/a/b/'],
    ['/..', '/', '/'],
    ['/../../etc/passwd', '/etc/passwd', '/etc/passwd'],
    ['/a/%2e%2e/b', '/b', '/b'],
    ['/a/.%2E/b', '/b', '/b'],
    ['/a/%2e/b', '/a/b', '/a/b'],
    ['/a/%2e%2e%2fb', '/a/%2e%2e%2fb', '/a/..%2Fb'],
    ['/a/..%2fb', '/a/..%2fb', '/a/..%2Fb'],
    ['/a//b', '/a//b', '/a//b'],
    ['//..', '/', '/'],
    ['//a/..//b', '///b', '///b'],
    ['/%61dmin', '/%61dmin', '/admin'],
    ['/%7euser%2Dx%5f', '/%7euser%2Dx%5f', '/~user-x_'],
    ['/a%2fb%5cc%3f', '/a%2fb%5cc%3f', '/a%2Fb%5Cc%3F'],
    ['/%25%32%65', '/%25%32%65', '/%252e'],
    ['/caf%c3%a9', '/caf%c3%a9', '/caf%C3%A9'],
    ['/caf\u00c3\u00a9', '/caf\u00c3\u00a9', '/caf%C3%A9'],
    ['/a;b=c/..;/d', '/a;b=c/..;/d', '/a;b=c/..;/d'],
    ["/!$&'()*+,=:@", "/!$&'()*+,=:@", "/!$&'()*+,=:@"],
  ];
  for (const [given, forward, match] of paths) {
    test(`takes ${given}`, () => assert.deepEqual(normalizePath(given), { forward, match }));
  }

  const invalid = [
    '',
    'a',
    '*a',
    '/a\\b',
    '/a#b',
    '/a?b',
    '/a b',
    '/a\u0000',
    '/a\n',
    '/a\u007f',
    '/%00',
    '/a%',
    '/a%2',
    '/a%zz',
    '/%2%65',
    '/\u0100',
    '/\ud800',
  ];
  for (const given of invalid) {
    test(`refuses ${JSON.stringify(given)}`, () => assert.equal(normalizePath(given), undefined));
  }

  test('changes nothing more the second time', () => {
    const seed = Date.now() % 100_000;
    let state = seed;
    const parts = ['/', '/', '.', '..', '%2e', '%2E', '%2f', '%41', '%7E', 'a', 'b;', '%5c', '\u00e9', '%C3'];
    for (let i = 0; i < 5000; i += 1) {
      let path = '/';
      for (let j = 0; j < 8; j += 1) {
        state = (state * 48271 + 1) % 2147483647;
        path += parts[state % parts.length]!;
      }
      const once = normalizePath(path)!;
      const forward = normalizePath(once.forward)!;
      const match = normalizePath(once.match)!;

      assert.deepEqual(forward, once, `seed ${seed}: ${path}`);
      assert.equal(match.match, once.match, `seed ${seed}: ${path}`);
      assert.ok(!once.match.split('/').some((segment) => segment === '..' || segment === '.'), `seed ${seed}: ${path}`);
    }
  });
});
