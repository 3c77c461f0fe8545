import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MatchInput } from '../../../shared/routing/conditions.ts';
import { shadowedRoutes } from '../../../shared/routing/shadowed-routes.ts';
import { route } from './facts.ts';

/** Whether the second is found to be shadowed by the first, which goes before it whatever it wants. */
function isShadowed(first: MatchInput, second: MatchInput): boolean {
  return shadowedRoutes([route('first', first, 100), route('second', second)]).length === 1;
}

describe('a route is shadowed by an earlier one', () => {
  const pairs: readonly [first: MatchInput, second: MatchInput][] = [
    [{}, { path: ['/a'] }],
    [{}, {}],
    [{ path: ['/a'] }, { path: ['/a'] }],
    [{ 'path-prefix': ['/a'] }, { path: ['/a'] }],
    [{ 'path-prefix': ['/a'] }, { path: ['/a/b'] }],
    [{ 'path-prefix': ['/a/'] }, { 'path-prefix': ['/a/b'] }],
    [{ 'path-prefix': ['/a'] }, { 'path-prefix': ['/a/'] }],
    [{ 'path-prefix': ['/'] }, { 'path-prefix': ['/x', '/y'] }],
    [{ 'path-prefix': ['/x', '/y'] }, { path: ['/y/1', '/x/1'] }],
    [{ 'path-regex': ['a+'] }, { 'path-regex': ['a+'] }],
    [
      { path: ['/a'], host: ['*.x.org'] },
      { path: ['/a'], host: ['a.b.x.org'] },
    ],
    [
      { path: ['/a'], host: ['*.x.org'] },
      { path: ['/a'], host: ['*.b.x.org'] },
    ],
    [{ path: ['/a'] }, { path: ['/a'], host: ['x.org'] }],
    [
      { path: ['/a'], method: ['GET', 'PUT'] },
      { path: ['/a'], method: ['PUT'] },
    ],
    [{ header: [{ name: 'x' }] }, { header: [{ name: 'y' }, { name: 'X', value: '1' }] }],
    [{ 'query-param': [{ name: 'x', value: '1' }] }, { 'query-param': [{ name: 'x', value: '1' }] }],
  ];
  for (const [first, second] of pairs) {
    test(`${JSON.stringify(first)} takes all of ${JSON.stringify(second)}`, () => {
      assert.equal(isShadowed(first, second), true);
    });
  }
});

describe('a route is not shadowed by one that leaves it something', () => {
  const pairs: readonly [first: MatchInput, second: MatchInput][] = [
    [{ path: ['/a'] }, {}],
    [{ path: ['/a'] }, { path: ['/b'] }],
    [{ path: ['/a'] }, { path: ['/a', '/b'] }],
    [{ 'path-prefix': ['/a'] }, { path: ['/ab'] }],
    [{ 'path-prefix': ['/a/'] }, { 'path-prefix': ['/a'] }],
    [{ 'path-prefix': ['/'] }, {}],
    [{ path: ['/a'], host: ['x.org'] }, { path: ['/a'] }],
    [
      { path: ['/a'], host: ['*.x.org'] },
      { path: ['/a'], host: ['x.org'] },
    ],
    [{ path: ['/a'], method: ['GET'] }, { path: ['/a'] }],
    [
      { path: ['/a'], method: ['GET'] },
      { path: ['/a'], method: ['GET', 'PUT'] },
    ],
    [{ header: [{ name: 'x', value: '1' }] }, { header: [{ name: 'x' }] }],
    [{ 'query-param': [{ name: 'x' }] }, { header: [{ name: 'x' }] }],
  ];
  for (const [first, second] of pairs) {
    test(`${JSON.stringify(first)} leaves some of ${JSON.stringify(second)}`, () => {
      assert.equal(isShadowed(first, second), false);
    });
  }
});

test('the order of asking decides who shadows whom, not the order of the file', () => {
  const wide = route('wide', { 'path-prefix': ['/'] });
  const narrow = route('narrow', { path: ['/a'] });

  assert.deepEqual(shadowedRoutes([wide, narrow]), []);
});

test('the one that shadows is named', () => {
  const first = route('first', { path: ['/a'] });
  const second = route('second', { path: ['/a'] });

  assert.deepEqual(shadowedRoutes([first, second]), [{ route: second, by: first }]);
});
