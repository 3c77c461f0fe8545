import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Sendable } from '../../../shared/engine/reply.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { ManualBody } from '../http/manual-body.ts';
import { bytes, RecordingSink } from '../http/recording-sink.ts';
import { quiet, type WaitingStage, waitingStage } from './waiting-stage.ts';

const kept = { 'cache-control': 'max-age=60' };

function read(reply: Sendable): RecordingSink {
  const sink = new RecordingSink();
  reply.body!.start(sink);
  return sink;
}

describe('requests for the same', () => {
  test('wait for a 304 in vain when it says that what is kept is for one', async () => {
    const stage = await waitingStage();
    const first = stage.begin();
    await quiet();
    stage.waiting[0]!.answer(200, new BytesBody(bytes('kept')), { 'cache-control': 'max-age=1', etag: '"a"' });
    read(await first);
    await quiet();
    stage.platform.time.jump(2000);
    const asked = [stage.begin(), stage.begin()];
    await quiet();
    assert.equal(stage.calls.length, 2);

    stage.waiting[1]!.answer(304, null, { 'cache-control': 'private, max-age=60', etag: '"a"' });
    const mine = read((await asked[0])!);
    await quiet();
    assert.equal(stage.calls.length, 3, 'who waited asks by themselves');
    stage.waiting[2]!.answer(200, new BytesBody(bytes('other')), { 'cache-control': 'private' });
    const theirs = read((await asked[1])!);
    await quiet();

    assert.deepEqual([mine.events[0], theirs.events[0]], ['write:kept', 'write:other']);
  });

  test('make one fetch, whose bytes all of them get as they come', async () => {
    const stage = await waitingStage();
    const asked = [stage.begin(), stage.begin(), stage.begin()];
    await quiet();
    assert.equal(stage.calls.length, 1);

    const body = new ManualBody();
    stage.waiting[0]!.answer(200, body, kept);
    const sinks = (await Promise.all(asked)).map(read);
    body.sink.write(bytes('one'));
    assert.deepEqual(
      sinks.map(({ events }) => events),
      [['write:one'], ['write:one'], ['write:one']],
    );
    const late = read(await stage.begin());
    body.sink.write(bytes('two'));
    body.sink.end();

    for (const { events } of [...sinks, late]) assert.deepEqual(events, ['write:one', 'write:two', 'end']);
    assert.equal((await stage.ask()).text, 'onetwo');
    assert.equal(stage.calls.length, 1);
    const { collapsed, misses, hits, stores } = stage.plan.cache!.cache.counts();
    assert.deepEqual([collapsed, misses, hits, stores], [3, 1, 1, 1]);
  });

  test('go on when the first of them leaves, before and after the answer begins', async () => {
    for (const begun of [false, true]) {
      const stage = await waitingStage();
      const first = stage.begin();
      const second = stage.begin();
      await quiet();
      const body = new ManualBody();
      if (begun) {
        stage.waiting[0]!.answer(200, body, kept);
        (await first).body!.cancel(new Fault('client_left'));
      } else {
        leave(stage, 0);
        assert.equal((await first).head.status, 499);
        assert.deepEqual(stage.waiting[0]!.cancelled, []);
        stage.waiting[0]!.answer(200, body, kept);
      }
      const sink = read(await second);
      body.sink.write(bytes('all'));
      body.sink.end();

      assert.deepEqual(sink.events, ['write:all', 'end']);
    }
  });

  test('are given up when all of them leave', async () => {
    const stage = await waitingStage();
    const asked = [stage.begin(), stage.begin()];
    await quiet();

    leave(stage, 0);
    leave(stage, 1);
    await Promise.all(asked);

    assert.deepEqual(
      stage.waiting[0]!.cancelled.map(({ code }) => code),
      ['client_left'],
    );
  });

  test('are fetched to the end for those who come later, though all have left', async () => {
    const stage = await waitingStage();
    const asked = stage.begin();
    await quiet();
    const body = new ManualBody();
    stage.waiting[0]!.answer(200, body, kept);
    (await asked).body!.cancel(new Fault('client_left'));
    body.sink.write(bytes('kept'));
    body.sink.end();
    await quiet();

    assert.equal((await stage.ask()).text, 'kept');
    assert.equal(stage.calls.length, 1);
  });

  test('wait for each other no longer than they may', async () => {
    const stage = await waitingStage({ top: 'cache { lock-timeout 2 }' });
    void stage.begin();
    const second = stage.begin();
    await quiet();
    stage.platform.time.advance(2100);
    await quiet();
    assert.equal(stage.calls.length, 2);

    stage.waiting[1]!.answer(200, new BytesBody('mine'), kept);
    assert.equal((await second).head.status, 200);
  });

  test('fail together when the origin does', async () => {
    const stage = await waitingStage();
    const asked = [stage.begin(), stage.begin()];
    await quiet();
    stage.waiting[0]!.refuse();

    assert.deepEqual(
      (await Promise.all(asked)).map(({ head }) => head.status),
      [502, 502],
    );
    assert.equal(stage.calls.length, 1);
  });

  test('are each answered by the origin when the answer is not to be shared, and do not wait the next time', async () => {
    const stage = await waitingStage();
    const asked = [stage.begin(), stage.begin(), stage.begin()];
    await quiet();
    stage.waiting[0]!.answer(200, new BytesBody('for one'), { 'cache-control': 'private' });
    await quiet();
    assert.equal(stage.calls.length, 3, 'all the others ask at once');
    stage.waiting[1]!.answer(200, new BytesBody('for two'), { 'cache-control': 'private' });
    stage.waiting[2]!.answer(200, new BytesBody('for three'), { 'cache-control': 'private' });
    await Promise.all(asked);

    void stage.begin();
    void stage.begin();
    await quiet();
    assert.equal(stage.calls.length, 5);
  });

  test('of different variants do not get those of others', async () => {
    const stage = await waitingStage();
    const asked = ['a', 'b', 'a'].map((foo) => stage.begin({ headers: { foo } }));
    await quiet();
    stage.waiting[0]!.answer(200, new BytesBody('of a'), { ...kept, vary: 'foo' });
    await quiet();
    assert.equal(stage.calls.length, 2);
    stage.waiting[1]!.answer(200, new BytesBody('of b'), { ...kept, vary: 'foo' });

    const events = (await Promise.all(asked)).map((reply) => read(reply).events[0]);
    assert.deepEqual(events, ['write:of a', 'write:of b', 'write:of a']);
  });

  test('that want the word of the origin make a fetch of their own', async () => {
    const stage = await waitingStage();
    void stage.begin();
    void stage.begin({ headers: { 'cache-control': 'no-cache' } });
    await quiet();

    assert.equal(stage.calls.length, 2);
  });

  test('break off together when the origin breaks off, and nothing of it is kept', async () => {
    const stage = await waitingStage();
    const asked = [stage.begin(), stage.begin()];
    await quiet();
    const body = new ManualBody();
    stage.waiting[0]!.answer(200, body, kept);
    const sinks = (await Promise.all(asked)).map(read);
    body.sink.write(bytes('half'));
    body.sink.fail(new Fault('upstream_body_broken'));

    for (const { events } of sinks) assert.deepEqual(events, ['write:half', 'fail:upstream_body_broken']);
    void stage.begin();
    await quiet();
    assert.equal(stage.calls.length, 2);
  });
});

describe('a body that is too large to be kept', () => {
  test('goes on to those who read it, at the pace of the slowest', async () => {
    const stage = await waitingStage({ route: 'max-size-bytes 10' });
    const asked = [stage.begin(), stage.begin()];
    await quiet();
    const body = new ManualBody();
    stage.waiting[0]!.answer(200, body, kept);
    const replies = await Promise.all(asked);
    const [fast, slow] = replies.map(read) as [RecordingSink, RecordingSink];
    slow.takes = false;

    const chunk = new Uint8Array(600_000);
    assert.equal(body.sink.write(chunk), true);
    assert.equal(body.sink.write(chunk), true);
    assert.equal(body.sink.write(chunk), false, 'the slow one has not taken two of them');
    slow.takes = true;
    replies[1]!.body!.resume();
    assert.equal(body.resumed, 1);
    body.sink.end();

    assert.equal(fast.events.length, 4);
    assert.equal(slow.events.length, 4);
    assert.equal(stage.plan.cache!.cache.counts().entries, 0);
  });

  test('is not held up for ever by one who does not read', async () => {
    const stage = await waitingStage({ route: 'max-size-bytes 10' });
    const asked = [stage.begin(), stage.begin()];
    await quiet();
    const body = new ManualBody();
    stage.waiting[0]!.answer(200, body, kept);
    const [fast, slow] = (await Promise.all(asked)).map(read) as [RecordingSink, RecordingSink];
    slow.takes = false;
    const chunk = new Uint8Array(600_000);
    for (let i = 0; i < 3; i += 1) body.sink.write(chunk);
    stage.platform.time.advance(10_100);

    assert.equal(slow.events.at(-1), 'fail:client_left');
    assert.equal(body.resumed, 1);
    body.sink.end();
    assert.equal(fast.events.at(-1), 'end');
  });

  test('is let go of when nobody reads it any more', async () => {
    const stage = await waitingStage({ route: 'max-size-bytes 10' });
    const asked = stage.begin();
    await quiet();
    const body = new ManualBody();
    stage.waiting[0]!.answer(200, body, kept);
    const reply = await asked;
    read(reply);
    body.sink.write(new Uint8Array(20));
    reply.body!.cancel(new Fault('client_left'));

    assert.equal(body.cancelled.length, 1);
  });

  test('and says so is not shared at all', async () => {
    const stage = await waitingStage({ route: 'max-size-bytes 10' });
    const asked = [stage.begin(), stage.begin()];
    await quiet();
    stage.waiting[0]!.answer(200, new ManualBody(20), kept);
    await quiet();

    assert.equal(stage.calls.length, 2);
    assert.equal((await asked[0]!).body?.length, 20);
  });
});

describe('stale-while-revalidate', () => {
  const soon = { 'cache-control': 'max-age=60, stale-while-revalidate=100', etag: '"a"' };

  async function staleStage() {
    const stage = await waitingStage();
    const first = stage.ask();
    await quiet();
    stage.waiting[0]!.answer(200, new BytesBody('old'), soon);
    await first;
    stage.platform.time.jump(61_000);
    return stage;
  }

  test('answers at once with what is kept while one fetch renews it', async () => {
    const stage = await staleStage();

    assert.deepEqual([(await stage.ask()).text, (await stage.ask()).text], ['old', 'old']);
    assert.equal(stage.calls.length, 2);
    assert.equal(stage.sent.get('if-none-match'), '"a"');
    stage.waiting[1]!.answer(200, new BytesBody('new'), soon);
    await quiet();

    assert.equal((await stage.ask()).text, 'new');
    assert.equal(stage.calls.length, 2);
  });

  test('ends with its window: then the origin is waited for', async () => {
    const stage = await staleStage();
    stage.platform.time.jump(100_000);
    const asked = stage.ask();
    await quiet();
    stage.waiting[1]!.answer(200, new BytesBody('new'), soon);

    assert.equal((await asked).text, 'new');
  });

  test('tries again after a fetch that failed', async () => {
    const stage = await staleStage();
    await stage.ask();
    stage.waiting[1]!.refuse();
    await quiet();

    assert.equal((await stage.ask()).text, 'old');
    assert.equal(stage.calls.length, 3);
  });

  test('asks neither for the range nor under the conditions of the client that was first', async () => {
    const stage = await staleStage();
    await stage.ask({ headers: { range: 'bytes=0-0', 'if-none-match': '"b"', 'cache-control': 'foo' } });

    assert.deepEqual(
      ['range', 'if-none-match', 'cache-control'].map((name) => stage.sent.joined(name)),
      [undefined, '"a"', undefined],
    );
  });
});

describe('a purge', () => {
  test('keeps out what is under way when it comes', async () => {
    const stage = await waitingStage();
    const { cache } = stage.plan.cache!;
    const asked = stage.begin();
    await quiet();
    await cache.purge({ by: 'url', url: 'http://app.test/' }, 'delete');
    const second = stage.begin();
    await quiet();
    assert.equal(stage.calls.length, 2, 'who comes after it does not get what was asked for before');
    stage.waiting[0]!.answer(200, new BytesBody('before'), kept);
    stage.waiting[1]!.answer(200, new BytesBody('after'), kept);

    assert.equal(read(await asked).events[0], 'write:before');
    assert.equal(read(await second).events[0], 'write:after');
    assert.equal((await stage.ask()).text, 'after');
  });
});

/** The client of a request leaves; requests are numbered as they came. */
function leave(stage: WaitingStage, number: number): void {
  stage.clients[number]!.pending?.abort(new Fault('client_left'));
}
