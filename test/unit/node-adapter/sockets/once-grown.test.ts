import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onceGrown } from '../../../../node-adapter/sockets/once-grown.ts';

describe('what is done once something has grown', () => {
  const actsAt = (sizes: readonly number[], shrinksTo: (size: number) => number): number[] => {
    const acted: number[] = [];
    let size = 0;
    const look = onceGrown(
      100,
      () => size,
      () => {
        acted.push(size);
        size = shrinksTo(size);
      },
    );
    for (const next of sizes) {
      size = next;
      look();
    }
    return acted;
  };

  test('is done each time it has grown by so much', () => {
    assert.deepEqual(
      actsAt([50, 149, 150, 149, 150], () => 50),
      [150, 150],
    );
  });

  test('is not done again and again when it does not help', () => {
    assert.deepEqual(
      actsAt([50, 150, 160, 249, 250], (size) => size),
      [150, 250],
    );
  });

  test('is measured from the smallest size', () => {
    assert.deepEqual(
      actsAt([50, 10, 109, 110], () => 10),
      [110],
    );
  });
});
