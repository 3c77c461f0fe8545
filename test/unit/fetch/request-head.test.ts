import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { headOf, portOf } from '../../../shared/fetch/request-head.ts';
import { plainHost } from '../../support/fetch.ts';

const read = (url: string, headers: [string, string][] = [], host = plainHost()) =>
  headOf({ url, method: 'GET', headers: new Headers(headers) } as unknown as Request, '1.1', host);

describe('the head of a web request', () => {
  test('keeps path and query as they stand in the URL', () => {
    const head = read('http://a.test/a%2Fb/../c?x=1&y=%20');

    assert.deepEqual([head.path, head.query], ['/a%2Fb/../c', 'x=1&y=%20']);
  });

  test('tells a lone question mark from none', () => {
    assert.equal(read('http://a.test/x?').query, '');
    assert.equal(read('http://a.test/x').query, undefined);
  });

  test('leaves a fragment out, also one that holds a question mark', () => {
    const head = read('http://a.test/x#y?z');

    assert.deepEqual([head.path, head.query], ['/x', undefined]);
  });

  test('reads a URL without a path as the root', () => {
    assert.equal(read('http://a.test').path, '/');
    assert.deepEqual([read('http://a.test?q').path, read('http://a.test?q').query], ['/', 'q']);
  });

  test('takes the authority from Host, lower case, else from the URL', () => {
    assert.equal(read('http://a.test/', [['host', 'B.Test:81']]).authority, 'b.test:81');
    assert.equal(read('http://A.test:82/').authority, 'a.test:82');
  });

  test('knows the port by name or by scheme', () => {
    assert.equal(portOf(read('http://a.test:8080/')), 8080);
    assert.equal(portOf(read('http://[::1]/')), 80);
    assert.equal(portOf(read('https://a.test/')), 443);
  });

  test('parts cookies again that a host has joined by commas', () => {
    const head = read('http://a.test/', [['cookie', 'a=1, b=2; c=3']], plainHost({ joinsCookies: true }));

    assert.equal(head.headers.get('cookie'), 'a=1; b=2; c=3');
  });

  test('reads values as bytes where the host reads them as UTF-8', () => {
    const head = read('http://a.test/', [['x-name', '\u00e9']], plainHost({ utf8Headers: true }));

    assert.equal(head.headers.get('x-name'), '\u00c3\u00a9');
  });
});
