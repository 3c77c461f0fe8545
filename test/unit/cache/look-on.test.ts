import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import type { Stage } from '../../liveness/stage.ts';
import { ManualBody } from '../http/manual-body.ts';
import { bytes } from '../http/recording-sink.ts';
import { quiet, type WaitingStage, waitingStage } from './waiting-stage.ts';

const kept = { 'cache-control': 'max-age=60' };

/** A stage on which no request may touch what is another's. */
async function isolate(top = ''): Promise<WaitingStage> {
  const stage = await waitingStage({ top });
  Object.assign(stage.platform, { runtime: 'workerd' });
  return stage;
}

/** So many milliseconds, in which requests look as often as they do. */
async function pass({ platform }: Stage, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 20) {
    platform.time.advance(Math.min(20, left));
    await quiet();
  }
}

describe('requests of one isolate for the same', () => {
  test('make one fetch; the others are answered once it is kept', async () => {
    const stage = await isolate();
    const asked = [stage.ask(), stage.ask(), stage.ask()];
    await quiet();
    const body = new ManualBody();
    stage.waiting[0]!.answer(200, body, kept);
    await pass(stage, 100);
    body.sink.write(bytes('text'));
    body.sink.end();
    await pass(stage, 40);

    assert.deepEqual(
      (await Promise.all(asked)).map(({ text }) => text),
      ['text', 'text', 'text'],
    );
    assert.equal(stage.calls.length, 1);
  });

  test('are each answered by the origin when the answer is not to be shared', async () => {
    const stage = await isolate();
    const asked = [stage.ask(), stage.ask(), stage.ask()];
    await quiet();
    stage.waiting[0]!.answer(200, new BytesBody('for one'), { 'cache-control': 'private' });
    await pass(stage, 40);
    assert.equal(stage.calls.length, 3);
    for (const call of stage.waiting.slice(1)) call.answer(200, new BytesBody('for another'), kept);

    assert.deepEqual(
      (await Promise.all(asked)).map(({ text }) => text),
      ['for one', 'for another', 'for another'],
    );
  });

  test('wait no longer than they may for a head, and a second for a body', async () => {
    for (const [headAfter, waits] of [
      [undefined, 2000],
      [500, 1500],
    ] as const) {
      const stage = await isolate('cache { lock-timeout 2 }');
      void stage.begin();
      const second = stage.begin();
      await quiet();
      if (headAfter !== undefined) {
        await pass(stage, headAfter);
        stage.waiting[0]!.answer(200, new ManualBody(), kept);
      }
      await pass(stage, waits - (headAfter ?? 0) - 60);
      assert.equal(stage.calls.length, 1);
      await pass(stage, 120);
      assert.equal(stage.calls.length, 2);

      stage.waiting[1]!.answer(200, new BytesBody('mine'), kept);
      assert.equal(new TextDecoder().decode(await collectBody((await second).body!, 100)), 'mine');
    }
  });

  test('may leave while they wait', async () => {
    const stage = await isolate();
    void stage.begin();
    const second = stage.begin();
    await quiet();
    stage.clients[1]!.pending!.abort(new Fault('client_left'));

    await second;
    await pass(stage, 100);
    assert.equal(stage.calls.length, 1, 'nothing is fetched for who has left');
  });

  test('do not wait for a fetch that the platform has ended without a word', async () => {
    const stage = await isolate();
    void stage.begin();
    await quiet();
    stage.platform.time.jump(61_000);
    void stage.begin();
    await quiet();

    assert.equal(stage.calls.length, 2);
  });

  test('get what was fetched after a purge, not what was under way', async () => {
    const stage = await isolate();
    const first = stage.ask();
    await quiet();
    const body = new ManualBody();
    stage.waiting[0]!.answer(200, body, kept);
    await quiet();
    body.sink.write(bytes('old '));
    await quiet();
    const post = stage.ask({ method: 'POST' });
    await quiet();
    stage.waiting[1]!.answer(204);
    await post;
    body.sink.write(bytes('text'));
    body.sink.end();
    assert.equal((await first).text, 'old text', 'who reads it reads it to its end');

    const later = stage.ask();
    await quiet();
    stage.waiting[2]!.answer(200, new BytesBody('new'), kept);
    assert.equal((await later).text, 'new');
  });
});
