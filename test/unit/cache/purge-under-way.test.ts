import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FakeCall } from '../../support/fake-transport.ts';
import { settled } from '../http/recording-sink.ts';
import { cachingStage, give } from './play.ts';

const gives = { headers: { 'cache-control': 'max-age=60' } };

async function quiet(): Promise<void> {
  for (let i = 0; i < 4; i += 1) await settled();
}

describe('what is purged while it is fetched', () => {
  test('is not kept, whether others wait for it or fetch it beside', async () => {
    const stage = await cachingStage({ top: 'cache { lock-timeout 2 }' });
    const waiting: FakeCall[] = [];
    stage.origin = (call) => void waiting.push(call);
    const asked = [stage.ask(), stage.ask()];
    await quiet();
    stage.platform.time.advance(2100);
    await quiet();
    assert.equal(waiting.length, 2, 'one waited too long');

    await stage.plan.cache!.cache.purge({ by: 'url', url: 'http://app.test/' }, 'delete');
    for (const call of waiting) give(stage, call, { ...gives, body: 'old' });
    assert.deepEqual(
      (await Promise.all(asked)).map(({ text }) => text),
      ['old', 'old'],
    );

    stage.origin = (call) => give(stage, call, { ...gives, body: 'new' });
    assert.deepEqual([(await stage.ask()).text, (await stage.ask()).text], ['new', 'new']);
  });
});
