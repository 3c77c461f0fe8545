import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { specificityOf } from '../../../shared/routing/candidate.ts';
import { RouteTable } from '../../../shared/routing/route-table.ts';
import { asked, route } from './facts.ts';

describe('specificity', () => {
  const vectors = [
    [{ 'path-prefix': ['/api/'], host: ['x.org'] }, 1075],
    [{ path: ['/a'], header: [{ name: 'x', value: '1' }] }, 10_030],
    [{ 'path-regex': ['a'], host: ['*.x.org'] }, 5050],
    [{ method: ['GET'] }, 10],
    [{ method: ['GET', 'POST'] }, 10],
    [{ path: ['/a'], 'path-prefix': ['/b'], host: ['*.x.org', 'x[0-9]'] }, 10_060],
    [{ header: [{ name: 'x' }], 'query-param': [{ name: 'a' }, { name: 'b', value: '1' }] }, 60],
    [{}, 0],
  ] as const;
  for (const [match, score] of vectors) {
    test(`of ${JSON.stringify(match)} is ${score}`, () => {
      assert.equal(specificityOf(route('r', match).conditions), score);
    });
  }
});

describe('among the routes that take a request', () => {
  test('the higher priority goes first', () => {
    const table = new RouteTable([route('exact', { path: ['/a'] }), route('wide', { 'path-prefix': ['/'] }, 100)]);

    assert.equal(table.match(asked('/a'))?.id, 'wide');
  });

  test('the more specific goes first', () => {
    const table = new RouteTable([
      route('all', {}),
      route('short', { 'path-prefix': ['/a'] }),
      route('long', { 'path-prefix': ['/a/b'] }),
      route('regex', { 'path-regex': ['z$'] }),
      route('exact', { path: ['/a/b/z'] }),
    ]);

    assert.equal(table.match(asked('/a/b/z'))?.id, 'exact');
    assert.equal(table.match(asked('/a/b/y/z'))?.id, 'regex');
    assert.equal(table.match(asked('/a/b/c'))?.id, 'long');
    assert.equal(table.match(asked('/a/c'))?.id, 'short');
    assert.equal(table.match(asked('/c'))?.id, 'all');
  });

  test('the first of the file goes first where all else is equal', () => {
    const table = new RouteTable([route('one', { 'path-prefix': ['/a'] }), route('two', { 'path-prefix': ['/a'] })]);

    assert.equal(table.match(asked('/a'))?.id, 'one');
  });

  test('an exact host goes before a wildcard, and a wildcard before none', () => {
    const table = new RouteTable([
      route('none', { 'path-prefix': ['/'] }),
      route('wildcard', { 'path-prefix': ['/'], host: ['*.x.org'] }),
      route('exact', { 'path-prefix': ['/'], host: ['a.x.org'] }),
    ]);

    assert.equal(table.match(asked('/', { host: 'a.x.org' }))?.id, 'exact');
    assert.equal(table.match(asked('/', { host: 'b.x.org' }))?.id, 'wildcard');
    assert.equal(table.match(asked('/', { host: 'y.org' }))?.id, 'none');
  });
});

test('nothing is matched where no route fits, or there is none', () => {
  assert.equal(new RouteTable([]).match(asked('/')), undefined);
  assert.equal(new RouteTable([route('a', { path: ['/a'] })]).match(asked('/b')), undefined);
});

describe('allowed methods', () => {
  const table = new RouteTable([
    route('read', { path: ['/a'], method: ['HEAD', 'GET'] }),
    route('write', { path: ['/a'], method: ['POST'], header: [{ name: 'x-key' }] }),
    route('open', { path: ['/open'] }),
  ]);

  test('are those of the routes that only the method keeps the request out of', () => {
    assert.deepEqual(table.allowedMethods(asked('/a', { method: 'PUT' })), ['GET', 'HEAD']);
    assert.deepEqual(table.allowedMethods(asked('/a', { method: 'PUT', headers: [['x-key', '1']] })), [
      'GET',
      'HEAD',
      'POST',
    ]);
  });

  test('are not named where something else keeps the request out, or nothing does', () => {
    assert.equal(table.allowedMethods(asked('/b', { method: 'PUT' })), undefined);
    assert.equal(table.allowedMethods(asked('/open', { method: 'PUT' })), undefined);
    assert.equal(table.allowedMethods(asked('/a')), undefined);
  });
});

describe('ten thousand routes', () => {
  const count = 10_000;
  const numbers = Array.from({ length: count }, (_, i) => i);

  test('told apart by a header value are not asked one by one', () => {
    let asks = 0;
    const counted = (value: string) => ({
      name: 'x-tenant',
      get value() {
        asks += 1;
        return value;
      },
    });
    const routes = numbers.map((i) => {
      const { conditions } = route(`t${i}`, { path: ['/'] });
      return { id: `t${i}`, priority: 50, conditions: { ...conditions, headers: [counted(`t${i}`)] } };
    });
    const table = new RouteTable(routes);
    asks = 0;

    assert.equal(table.match(asked('/', { headers: [['x-tenant', 't9876']] }))?.id, 't9876');
    assert.ok(asks < 50, `${asks} conditions asked`);
  });

  test('told apart by a query value are found by it', () => {
    const table = new RouteTable(
      numbers.map((i) => route(`q${i}`, { path: ['/'], 'query-param': [{ name: 'id', value: `${i}` }] })),
    );

    assert.equal(table.match(asked('/?id=9876'))?.id, 'q9876');
    assert.equal(table.match(asked('/?id=x')), undefined);
  });

  test('told apart by regular expressions that begin alike are found by how the path begins', () => {
    const table = new RouteTable(numbers.map((i) => route(`r${i}`, { 'path-regex': [`^/r${i}/[a-z]+$`] })));

    assert.equal(table.match(asked('/r9876/abc'))?.id, 'r9876');
    assert.equal(table.match(asked('/r9876/1')), undefined);
  });
});
