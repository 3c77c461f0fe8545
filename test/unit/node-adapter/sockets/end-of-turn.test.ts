import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sendAtEndOfTurn } from '../../../../node-adapter/sockets/end-of-turn.ts';

describe('sending at the end of a turn', () => {
  test('waits until the events at hand are worked off, and sends in the order asked', async () => {
    const sent: string[] = [];

    for (const name of ['a', 'b', 'c']) sendAtEndOfTurn({ flush: () => void sent.push(name) });
    await Promise.resolve();
    assert.deepEqual(sent, []);

    await endOfTurn();
    assert.deepEqual(sent, ['a', 'b', 'c']);
  });

  test('does not wait for ever more to join', async () => {
    let sent = 0;

    for (let i = 0; i < 100; i += 1) {
      sendAtEndOfTurn({
        flush() {
          sent += 1;
        },
      });
    }
    assert.ok(sent >= 64, `${sent} were sent`);

    await endOfTurn();
    assert.equal(sent, 100);
  });

  test('sends also for whoever joins while others send', async () => {
    const sent: string[] = [];

    sendAtEndOfTurn({
      flush() {
        sent.push('first');
        sendAtEndOfTurn({ flush: () => void sent.push('second') });
      },
    });
    await endOfTurn();
    await endOfTurn();

    assert.deepEqual(sent, ['first', 'second']);
  });
});

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
