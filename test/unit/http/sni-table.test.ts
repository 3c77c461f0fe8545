import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SniTable } from '../../../shared/http/sni-table.ts';

const named = (value: string, names: readonly string[], priorityNames: readonly string[] = []) => ({
  value,
  names,
  priorityNames,
});

describe('SniTable', () => {
  test('finds the name itself before any wildcard', () => {
    const table = new SniTable([named('wild', ['*.a.test']), named('exact', ['x.a.test'])]);

    assert.equal(table.find('x.a.test'), 'exact');
    assert.equal(table.find('y.a.test'), 'wild');
  });

  test('takes the wildcard with the longest ending', () => {
    const table = new SniTable([named('far', ['*.test']), named('near', ['*.a.test'])]);

    assert.equal(table.find('x.a.test'), 'near');
    assert.equal(table.find('x.y.a.test'), 'near');
    assert.equal(table.find('x.b.test'), 'far');
  });

  test('does not take a wildcard for the name it ends with', () => {
    const table = new SniTable([named('wild', ['*.a.test'])]);

    assert.equal(table.find('a.test'), undefined);
    assert.equal(table.find('xa.test'), undefined);
  });

  test('knows no difference between cases, nor a dot at the end', () => {
    const table = new SniTable([named('a', ['A.Test', '*.B.test'])]);

    assert.equal(table.find('a.TEST'), 'a');
    assert.equal(table.find('a.test.'), 'a');
    assert.equal(table.find('X.b.TEST'), 'a');
  });

  test('tells of a name that two claim alike', () => {
    const plain = new SniTable([named('one', ['a.test']), named('two', ['a.test'])]);
    const both = new SniTable([named('one', ['a.test'], ['a.test']), named('two', ['a.test'], ['A.test'])]);

    assert.deepEqual(plain.conflicts, [{ name: 'a.test', first: 'one', second: 'two' }]);
    assert.deepEqual(both.conflicts.length, 1);
  });

  test('lets the one win that goes first for the name, wherever it stands', () => {
    const pairs = [named('plain', ['a.test', 'b.test']), named('first', ['a.test'], ['a.test'])];

    for (const order of [pairs, pairs.toReversed()]) {
      const table = new SniTable(order);
      assert.deepEqual(table.conflicts, []);
      assert.equal(table.find('a.test'), 'first');
      assert.equal(table.find('b.test'), 'plain');
    }
  });

  test('does not hold names of things that every object has', () => {
    const table = new SniTable([named('a', ['a.test'])]);

    for (const name of ['constructor', '__proto__', '', '.', '..', 'a..test'])
      assert.equal(table.find(name), undefined);
  });
});
