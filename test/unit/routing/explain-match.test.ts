import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MatchInput } from '../../../shared/routing/conditions.ts';
import { explainMatch } from '../../../shared/routing/explain-match.ts';
import { type Asked, asked, route } from './facts.ts';

test('every candidate is listed in the order of asking, with what became of it', () => {
  const routes = [
    route('fallback', { 'path-prefix': ['/'] }),
    route('api', { 'path-prefix': ['/api'] }),
    route('admin', { path: ['/admin'] }),
  ];

  const { winner, considered } = explainMatch(routes, asked('/api/x'));

  assert.equal(winner?.id, 'api');
  assert.deepEqual(
    considered.map(({ candidate, outcome }) => [candidate.id, outcome]),
    [
      ['admin', 'refused'],
      ['api', 'taken'],
      ['fallback', 'outranked'],
    ],
  );
});

test('no candidate wins where none takes the request', () => {
  assert.equal(explainMatch([route('a', { path: ['/a'] })], asked('/b')).winner, undefined);
});

describe('the reason of a refusal says what was wanted and what was there', () => {
  const vectors: readonly [match: MatchInput, target: string, more: Asked, reasons: readonly string[]][] = [
    [{ 'path-prefix': ['/api'] }, '/x', {}, ['path prefix "/api" does not match "/x"']],
    [{ path: ['/a', '/b'] }, '/x?q', {}, ['path "/a", path "/b" do not match "/x"']],
    [{ 'path-regex': ['^/a$'] }, '/x', {}, ['path regex "^/a$" does not match "/x"']],
    [{ host: ['*.x.org'] }, '/', { host: 'X.org:80' }, ['host "*.x.org" does not match "x.org"']],
    [{ host: ['x[1]'] }, '/', { host: 'y' }, ['host regex "x[1]" does not match "y"']],
    [{ method: ['GET', 'HEAD'] }, '/', { method: 'PUT' }, ['method GET, HEAD does not match "PUT"']],
    [{ header: [{ name: 'X-A' }] }, '/', {}, ['header "x-a" is not there']],
    [{ header: [{ name: 'X-A', value: '1' }] }, '/', {}, ['header "x-a" is not there']],
    [{ header: [{ name: 'X-A', value: '1' }] }, '/', { headers: [['x-a', '2']] }, ['header "x-a" is "2", not "1"']],
    [{ 'query-param': [{ name: 'q', value: '1' }] }, '/?q=a+b&q=', {}, ['query parameter "q" is "a b", "", not "1"']],
    [{ 'query-param': [{ name: 'q' }] }, '/', {}, ['query parameter "q" is not there']],
    [{ path: ['/a'], method: ['PUT'] }, '/b', {}, ['path "/a" does not match "/b"', 'method PUT does not match "GET"']],
  ];
  for (const [match, target, more, reasons] of vectors) {
    test(reasons.join('; '), () => {
      const { considered } = explainMatch([route('r', match)], asked(target, more));

      assert.deepEqual(considered[0]?.reasons, reasons);
    });
  }
});
