import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Stage } from '../../liveness/stage.ts';
import { cachingStage, give } from './play.ts';

/** A stage that keeps one answer, softly purged so many seconds after it came. */
async function purgedAfter(seconds: number, said: string): Promise<Stage> {
  const stage = await cachingStage({ top: 'cache { status-header #true }' });
  stage.origin = (call) => give(stage, call, { headers: { 'cache-control': said, etag: '"a"' } });
  await stage.ask({});
  stage.platform.time.jump(seconds * 1000);
  await stage.plan.cache!.cache.purge({ by: 'all' }, 'outdate');
  return stage;
}

async function next(stage: Stage, wish?: string): Promise<string> {
  const { text } = await stage.ask(wish === undefined ? {} : { headers: { 'cache-control': wish } });
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  return text;
}

describe('what is purged softly', () => {
  test('is asked about before it is used again', async () => {
    const stage = await purgedAfter(1, 'max-age=60');

    assert.equal(await next(stage), 'answer 2');
  });

  test('answers while it is fetched anew, where the answer allows that, and no longer', async () => {
    const stage = await purgedAfter(1, 'max-age=60, stale-while-revalidate=30');

    assert.deepEqual([await next(stage), await next(stage)], ['answer 1', 'answer 2']);
  });

  test('answers within the window behind its freshness alone once that is over', async () => {
    const within = await purgedAfter(80, 'max-age=60, stale-while-revalidate=30');
    const beyond = await purgedAfter(91, 'max-age=60, stale-while-revalidate=30');
    const never = await purgedAfter(0, 'max-age=0');

    assert.deepEqual([await next(within), await next(beyond), await next(never)], ['answer 1', 'answer 2', 'answer 2']);
  });

  test('does not answer clients that want something fresher', async () => {
    for (const wish of ['max-age=0', 'max-age=1', 'min-fresh=1', 'no-cache']) {
      const stage = await purgedAfter(1, 'max-age=60, stale-while-revalidate=30');

      assert.equal(await next(stage, wish), 'answer 2', wish);
    }
  });

  test('stays so when the origin confirms it by what it said before', async () => {
    const stage = await purgedAfter(61, 'max-age=60');
    const { cache } = stage.plan.cache!;
    stage.origin = (call) => {
      void cache.purge({ by: 'all' }, 'outdate').then(() => give(stage, call, { status: 304 }));
    };
    assert.equal(await next(stage), 'answer 1');

    stage.origin = (call) => give(stage, call, {});

    assert.equal(await next(stage), 'answer 3');
  });

  test('never stands in for an origin that fails', async () => {
    const stage = await purgedAfter(1, 'max-age=60, stale-if-error=600');
    stage.origin = (call) => give(stage, call, { status: 503, body: 'down' });

    assert.equal(await next(stage), 'down');
  });
});
