import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Routed } from '../../../../shared/engine/exchange.ts';
import { WaitingRoom } from '../../../../shared/engine/waiting-room.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { DelayLine } from '../../../../shared/filters/limits/delay-line.ts';
import { FakeTime } from '../../../support/fake-time.ts';
import { asking } from '../exchange.ts';

const second = { firstMs: 1000, spacingMs: 1000, mostMs: 3500 };

describe('requests that wait for room in a limit', () => {
  let time: FakeTime;
  let room: WaitingRoom;
  let line: DelayLine;
  let turns: string[];

  beforeEach(() => {
    time = new FakeTime();
    room = new WaitingRoom(10);
    line = new DelayLine(time, time, room);
    turns = [];
  });

  /** Joins, and says when its turn has come. */
  function join(name: string, firstMs = 0): Routed | undefined {
    const place = line.join('key', { ...second, firstMs });
    if (place === undefined) return undefined;
    const exchange = asking({});
    void line.turn(exchange, place).then(() => {
      if (!exchange.aborted) turns.push(`${name} ${time.monotonic()}`);
      line.leave(place);
    });
    return exchange;
  }

  async function pass(ms: number): Promise<void> {
    for (let i = 0; i < ms / 100; i += 1) {
      await new Promise(setImmediate);
      time.advance(100);
    }
    await new Promise(setImmediate);
  }

  test('have their turns in order, one each time there is room', async () => {
    const begun = time.monotonic();
    for (const name of ['a', 'b', 'c']) join(name, 1000);

    await pass(4000);

    assert.deepEqual(
      turns,
      ['a', 'b', 'c'].map((name, i) => `${name} ${begun + 1000 * (i + 1)}`),
    );
    assert.equal(room.taken, 0);
  });

  test('move up when others leave, wherever those stood', async () => {
    const begun = time.monotonic();
    const [first, second] = [join('a', 1000), join('b', 1000)];
    join('c', 1000);
    await pass(500);

    for (const one of [second, first]) one!.abort(new Fault('client_left'));
    await pass(4000);

    assert.deepEqual(turns, [`c ${begun + 1000}`]);
    assert.equal(line.has('key'), false);
  });

  test('are turned away when their turn would come too late, until others leave', async () => {
    const first = join('a', 1000);
    for (const name of ['b', 'c']) join(name);

    assert.equal(join('d'), undefined);
    first!.abort(new Fault('client_left'));
    await pass(100);

    assert.notEqual(join('e'), undefined);
    await pass(4000);
    assert.equal(turns.length, 3);
  });
});
