import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TimelyAsking } from '../../../shared/ledger/timely-asking.ts';
import { FakeTime } from '../../support/fake-time.ts';

describe('asking with a deadline', () => {
  test('takes an answer that waits unread while the process was busy beyond the deadline', async () => {
    const { asking, time } = stage();
    let answer = (_: string): void => {};
    const asked = asking.ask(() => new Promise<string>((resolve) => (answer = resolve)));

    time.jump(500);
    answer('in time');
    await nextTurn();
    time.advance(500);

    assert.equal(await asked, 'in time');
  });

  test('gives up at the deadline, and hears of what comes later', async () => {
    const { asking, time } = stage();
    let answer = (_: string): void => {};
    let late = 0;
    const asked = asking.ask(
      () => new Promise<string>((resolve) => (answer = resolve)),
      () => (late += 1),
    );
    const refused = assert.rejects(Promise.resolve(asked), { code: 'ledger_unavailable' });

    for (let ms = 0; ms < 90; ms += 1) time.advance(1);
    await refused;
    answer('too late');
    await nextTurn();

    assert.equal(late, 1);
  });
});

function stage(): { readonly asking: TimelyAsking; readonly time: FakeTime } {
  const time = new FakeTime();
  return { asking: new TimelyAsking(50, { clock: time, timers: time, report: () => {} }), time };
}
