import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { ReplayableBody } from '../../../shared/upstream/replayable-body.ts';
import { ManualBody } from '../http/manual-body.ts';
import { bytes, RecordingSink } from '../http/recording-sink.ts';

const gone = new Fault('upstream_reset');

describe('ReplayableBody', () => {
  test('does not start its source before a try starts its body', () => {
    const source = new ManualBody();

    new ReplayableBody(source, 100).open();

    assert.equal(source.started, 0);
  });

  test('gives a second try what the first one was sent, then the rest', () => {
    const source = new ManualBody();
    const body = new ReplayableBody(source, 100);
    const first = new RecordingSink();
    const second = new RecordingSink();

    const view = body.open();
    view.start(first);
    source.sink.write(bytes('one'));
    view.cancel(gone);
    body.open().start(second);
    source.sink.write(bytes('two'));
    source.sink.end();

    assert.deepEqual(first.events, ['write:one']);
    assert.deepEqual(second.events, ['write:one', 'write:two', 'end']);
    assert.equal(source.started, 1);
    assert.deepEqual(source.cancelled, []);
  });

  test('replays a body that had already ended', () => {
    const source = new ManualBody();
    const body = new ReplayableBody(source, 100);
    const second = new RecordingSink();

    body.open().start(new RecordingSink());
    source.sink.write(bytes('all'));
    source.sink.end();
    body.open().start(second);

    assert.deepEqual(second.events, ['write:all', 'end']);
  });

  test('asks the source to wait while no try wants the body', () => {
    const source = new ManualBody();
    const body = new ReplayableBody(source, 100);
    const view = body.open();

    view.start(new RecordingSink());
    view.cancel(gone);

    assert.equal(source.sink.write(bytes('x')), false);
  });

  test('honours a sink that is full while it replays', () => {
    const source = new ManualBody();
    const body = new ReplayableBody(source, 100_000);
    const [a, b] = ['a'.repeat(20_000), 'b'.repeat(20_000)];
    const full = new RecordingSink();
    full.takes = false;
    body.open().start(new RecordingSink());
    source.sink.write(bytes(a));
    source.sink.write(bytes(b));

    const view = body.open();
    view.start(full);

    assert.deepEqual(full.events, [`write:${a}`]);
    full.takes = true;
    view.resume();
    assert.deepEqual(full.events, [`write:${a}`, `write:${b}`]);
  });

  test('cannot be replayed once more than its bound was sent, and still goes through whole', () => {
    const source = new ManualBody();
    const body = new ReplayableBody(source, 4);
    const sink = new RecordingSink();

    body.open().start(sink);
    source.sink.write(bytes('1234'));
    assert.equal(body.canReplay, true);
    source.sink.write(bytes('5'));
    source.sink.end();

    assert.equal(body.canReplay, false);
    assert.deepEqual(sink.events, ['write:1234', 'write:5', 'end']);
  });

  test('keeps nothing of a body announced as larger than the bound, which may be sent again while none was sent', () => {
    const source = new ManualBody(10);
    const body = new ReplayableBody(source, 4);

    const unstarted = body.canReplay;
    body.open().start(new RecordingSink());
    source.sink.write(bytes('1'));

    assert.equal(unstarted, true);
    assert.equal(body.canReplay, false);
  });

  test('passes on that the client broke off, and is not replayed after that', () => {
    const source = new ManualBody();
    const body = new ReplayableBody(source, 100);
    const sink = new RecordingSink();

    body.open().start(sink);
    source.sink.fail(new Fault('request_body_broken'));

    assert.deepEqual(sink.events, ['fail:request_body_broken']);
    assert.equal(body.canReplay, false);
  });

  test('cancels its source when no try will send the rest', () => {
    const source = new ManualBody();
    const body = new ReplayableBody(source, 100);
    const view = body.open();
    view.start(new RecordingSink());

    view.cancel(gone);
    body.discard(gone);

    assert.deepEqual(source.cancelled, [gone]);
  });

  test('sends again a body that came in the smallest pieces, byte for byte', () => {
    const source = new ManualBody();
    const body = new ReplayableBody(source, 100_000);
    const second = new RecordingSink();
    const text = Array.from({ length: 40_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');

    body.open().start(new RecordingSink());
    for (let at = 0; at < 20_000; at += 1) source.sink.write(bytes(text[at]!));
    source.sink.write(bytes(text.slice(20_000, 39_000)));
    for (let at = 39_000; at < 40_000; at += 1) source.sink.write(bytes(text[at]!));
    source.sink.end();
    body.open().start(second);

    assert.equal(second.events.map((event) => event.replace('write:', '')).join(''), `${text}end`);
    // Each piece kept costs far more than its bytes: a client must not choose how many there are.
    assert.ok(second.events.length < 20, `${second.events.length} pieces`);
  });
});
