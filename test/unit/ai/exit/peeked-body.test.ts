import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PeekedBody } from '../../../../shared/ai/exit/peeked-body.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { bytes, RecordingSink } from '../../http/recording-sink.ts';

/** A body that has been looked at until a chunk `!` came, or its end. */
function peeked(chunks: readonly string[], maxBytes = 100) {
  const source = new ManualBody();
  const body = new PeekedBody(source, maxBytes);
  const seen = body.peek({ chunk: (chunk) => chunk[0] === 0x21 });
  for (const chunk of chunks) source.sink.write(bytes(chunk));
  return { source, body, seen, sink: new RecordingSink() };
}

describe('a body that was looked at', () => {
  test('comes whole, from its first byte, and goes on', async () => {
    const { source, body, seen, sink } = peeked(['a', 'b', '!']);
    assert.equal(await seen, 'enough');

    body.start(sink);
    source.sink.write(bytes('c'));
    source.sink.end();
    assert.deepEqual(sink.events, ['write:a', 'write:b', 'write:!', 'write:c', 'end']);
  });

  test('keeps what its source sends before it pauses', async () => {
    const { source, body, seen, sink } = peeked(['!', 'late']);
    await seen;
    source.sink.end();

    body.start(sink);
    assert.deepEqual(sink.events, ['write:!', 'write:late', 'end']);
  });

  test('waits between what is held when its receiver is full', async () => {
    const { source, body, seen, sink } = peeked(['a', '!']);
    await seen;
    sink.takes = false;
    body.start(sink);
    assert.deepEqual(sink.events, ['write:a']);

    body.resume();
    assert.deepEqual([sink.events.length, source.resumed], [2, 0]);
    body.resume();
    assert.equal(source.resumed, 1);
  });

  test('is taken in one piece once it is whole', async () => {
    const { source, body, seen } = peeked(['a', 'b']);
    source.sink.end();

    assert.equal(await seen, 'whole');
    assert.equal(new TextDecoder().decode(body.take()), 'ab');
  });

  test('is held no further than it may be', async () => {
    const { seen } = peeked(['aaa', 'bbb'], 5);

    assert.equal(await seen, 'full');
  });

  test('tells of the fault that broke it off, before and after it is started', async () => {
    const fault = new Fault('upstream_body_broken');
    const before = peeked(['a']);
    before.source.sink.fail(fault);
    assert.equal(await before.seen, fault);

    const after = peeked(['!']);
    await after.seen;
    after.source.sink.fail(fault);
    after.body.start(after.sink);
    assert.deepEqual(after.sink.events, ['write:!', 'fail:upstream_body_broken']);
  });

  test('is let go of when the looking is stopped, or nobody wants it', async () => {
    const fault = new Fault('first_token_timeout');
    const stopped = peeked(['a']);
    stopped.body.stop(fault);
    assert.deepEqual([await stopped.seen, stopped.source.cancelled], [fault, [fault]]);

    const dropped = peeked(['!']);
    await dropped.seen;
    dropped.body.cancel(fault);
    assert.deepEqual(dropped.source.cancelled, [fault]);
  });

  test('breaks off when the looking fails', async () => {
    const source = new ManualBody();
    const body = new PeekedBody(source, 10);
    const seen = body.peek({
      chunk() {
        throw new Fault('upstream_bad_response');
      },
    });
    source.sink.write(bytes('x'));

    assert.equal(((await seen) as Fault).code, 'upstream_bad_response');
    assert.equal(source.cancelled.length, 1);
  });
});
