import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { readInTurn, sendInTurn, settleReads } from '../../../../node-adapter/sockets/in-turn.ts';

/** What was taken and sent, in order. */
let seen: string[];

beforeEach(async () => {
  seen = [];
  await endOfTurn();
});
afterEach(endOfTurn);

describe('reading in a busy turn', () => {
  test('serves the first at once, and the others in their order when all were read', async () => {
    const one = reader('one');
    for (const each of [one, reader('two'), one, reader('three')]) readInTurn(each, small);
    assert.deepEqual(seen, ['one']);
    await Promise.resolve();
    assert.deepEqual(seen, ['one']);

    await endOfTurn();
    assert.deepEqual(seen, ['one', 'two', 'one', 'three']);
  });

  test('serves at once what is large, after what waits for the same reader', () => {
    const late = reader('late');
    readInTurn(reader('first'), small);
    readInTurn(reader('other'), small);
    readInTurn(late, small);
    readInTurn(late, new Uint8Array(64 * 1024));

    assert.deepEqual(seen, ['first', 'other', 'late', 'late']);
  });

  test('does not keep large pieces from whoever waits for nothing', () => {
    readInTurn(reader('first'), small);
    readInTurn(reader('waits'), small);
    readInTurn(reader('large'), new Uint8Array(64 * 1024));

    assert.deepEqual(seen, ['first', 'large']);
  });

  test('lets nothing be overtaken by what happens to a reader', () => {
    const ends = reader('ends');
    readInTurn(reader('first'), small);
    readInTurn(ends, small);
    settleReads(reader('another'));
    assert.deepEqual(seen, ['first']);

    settleReads(ends);
    assert.deepEqual(seen, ['first', 'ends']);
  });

  test('does not wait for ever more to come', async () => {
    for (let i = 0; i < 200; i += 1) readInTurn(reader(`${i}`), small);
    assert.ok(seen.length >= 193 - 64, `${seen.length} were served`);

    await endOfTurn();
    assert.deepEqual(
      seen,
      Array.from({ length: 200 }, (_, i) => `${i}`),
    );
  });

  test('serves the others when one throws', async () => {
    readInTurn(reader('first'), small);
    const fails = reader('fails', () => {
      throw new Error('broken');
    });
    readInTurn(fails, small);
    readInTurn(reader('last'), small);
    assert.throws(() => settleReads(fails), /broken/);

    await endOfTurn();
    assert.deepEqual(seen, ['first', 'fails', 'last']);
  });

  test('sends what the reads call forth after all of them, in the same turn', async () => {
    for (const name of ['a', 'b', 'c'])
      readInTurn(
        reader(name, () => sendInTurn(sender(`to ${name}`))),
        small,
      );
    await endOfTurn();

    assert.deepEqual(seen, ['a', 'b', 'c', 'to a', 'to b', 'to c']);
  });
});

describe('sending in a busy turn', () => {
  test('is at once for whoever comes first', () => {
    sendInTurn(sender('alone'));

    assert.deepEqual(seen, ['alone']);
  });

  test('waits for the others until the events at hand are worked off, and keeps the order asked', async () => {
    for (let i = 0; i < 10; i += 1) sendInTurn(sender(`${i}`));
    await Promise.resolve();
    assert.deepEqual(seen, ['0']);

    await endOfTurn();
    assert.deepEqual(seen, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  test('does not wait for ever more to join', async () => {
    for (let i = 0; i < 200; i += 1) sendInTurn(sender(`${i}`));
    assert.ok(seen.length >= 128, `${seen.length} were sent`);

    await endOfTurn();
    assert.equal(seen.length, 200);
  });

  test('sends also for whoever joins while others send', async () => {
    for (let i = 0; i < 10; i += 1) sendInTurn(sender(`${i}`, () => sendInTurn(sender(`after ${i}`))));
    await endOfTurn();
    await endOfTurn();

    assert.equal(seen.length, 20);
  });
});

const small = new Uint8Array(100);

function reader(name: string, then: () => void = () => {}) {
  return {
    deliver() {
      seen.push(name);
      then();
    },
  };
}

function sender(name: string, then: () => void = () => {}) {
  return {
    flush() {
      seen.push(name);
      then();
    },
  };
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
