import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { subset } from '../../../../shared/upstream/balancers/subset.ts';
import { Balancing } from '../../../support/balancing.ts';
import { targetsOf } from '../../../support/targets.ts';

const hundred = targetsOf(new Array<number>(100).fill(1));

function usedBy(process: string, tried: readonly string[] = []): Set<string> {
  const balancing = new Balancing({ balancer: subset, targets: hundred, options: { subset: { id: process } } });
  return new Set(Array.from({ length: 40 }, () => balancing.request({}, { tried })));
}

describe('subset', () => {
  test('uses as many targets as its size, the same ones each time', () => {
    assert.equal(usedBy('one').size, 10);
    assert.deepEqual(usedBy('one'), usedBy('one'));
  });

  test('replaces a target that is out of service by one other, and keeps the rest', () => {
    const before = usedBy('one');
    const [lost] = before;

    const after = usedBy('one', [lost!]);

    assert.equal(after.size, 10);
    assert.equal([...before].filter((name) => after.has(name)).length, 9);
  });

  test('shares the targets fairly among many processes', () => {
    const users = new Map(hundred.map(({ name }) => [name, 0]));
    for (let i = 0; i < 100; i += 1) {
      for (const name of usedBy(`process ${i}`)) users.set(name, users.get(name)! + 1);
    }

    assert.ok(Math.min(...users.values()) >= 1);
    assert.ok(Math.max(...users.values()) <= 30);
  });

  test('differs between processes that were given no id', () => {
    const firsts = [1, 2].map((seed) => {
      const balancing = new Balancing({ balancer: subset, targets: hundred, seed });
      return [...new Set(Array.from({ length: 40 }, () => balancing.request()))].toSorted();
    });

    assert.notDeepEqual(firsts[0], firsts[1]);
  });
});
