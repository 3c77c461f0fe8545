import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { sendAtEndOfTurn } from '../../../../node-adapter/sockets/end-of-turn.ts';

describe('sending at the end of a turn', () => {
  let sent: string[];

  beforeEach(async () => {
    sent = [];
    // Others that would have sent just before are long gone.
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  });

  test('is at once for whoever comes alone', () => {
    send('alone');

    assert.deepEqual(sent, ['alone']);
  });

  test('waits in a busy turn until the events at hand are worked off, and keeps the order asked', async () => {
    for (let i = 0; i < 10; i += 1) send(`${i}`);
    const before = sent.length;
    await Promise.resolve();
    assert.equal(sent.length, before);
    assert.ok(before < 10, 'all were sent at once');

    await endOfTurn();
    assert.deepEqual(sent, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  test('does not wait for ever more to join', async () => {
    for (let i = 0; i < 200; i += 1) send(`${i}`);
    assert.ok(sent.length >= 128, `${sent.length} were sent`);

    await endOfTurn();
    assert.equal(sent.length, 200);
  });

  test('sends also for whoever joins while others send', async () => {
    for (let i = 0; i < 10; i += 1) send(`${i}`, () => send(`after ${i}`));
    await endOfTurn();
    await endOfTurn();

    assert.equal(sent.length, 20);
  });

  function send(name: string, then: () => void = () => {}): void {
    sendAtEndOfTurn({
      flush() {
        sent.push(name);
        then();
      },
    });
  }
});

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
