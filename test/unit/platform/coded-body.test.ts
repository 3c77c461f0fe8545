import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { CodedBody, type CodedBodyOptions, flushAfterMs } from '../../../shared/platform/coded-body.ts';
import { type Coder, unowned } from '../../../shared/platform/coder.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { ManualBody } from '../http/manual-body.ts';
import { bytes, RecordingSink } from '../http/recording-sink.ts';

/** A coder the test plays by hand. */
class ManualCoder implements Coder {
  sink = unowned;
  readonly calls: string[] = [];
  takes = true;

  write(chunk: Uint8Array): boolean {
    this.calls.push(`write:${new TextDecoder().decode(chunk)}`);
    return this.takes;
  }

  flush(): void {
    this.calls.push('flush');
  }

  end(): void {
    this.calls.push('end');
  }

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }

  destroy(): void {
    this.calls.push('destroy');
  }
}

function open(options: Partial<CodedBodyOptions> = {}) {
  const source = new ManualBody(3);
  const coder = new ManualCoder();
  const sink = new RecordingSink();
  const body = new CodedBody(source, coder, { broken: 'upstream_body_broken', ...options });
  body.start(sink);
  return { source, coder, sink, body };
}

test('sends what the coder gives out, and ends when the coder has', () => {
  const { source, coder, sink, body } = open();
  const trailers = new HeaderList(['x-sum', '1']);

  source.sink.write(bytes('abc'));
  source.sink.end(trailers);
  coder.sink.onOutput(bytes('A'));
  const before = [...sink.events];
  coder.sink.onEnd();

  assert.deepEqual(before, ['write:A']);
  assert.deepEqual(sink.events, ['write:A', 'end']);
  assert.equal(sink.trailers, trailers);
  assert.deepEqual(coder.calls, ['write:abc', 'end', 'destroy']);
  assert.equal(body.length, undefined);
});

test('asks the source to wait until the coder takes more', () => {
  const { source, coder } = open();
  coder.takes = false;

  assert.equal(source.sink.write(bytes('abc')), false);
  assert.equal(source.resumed, 0);
  coder.sink.onDrain();

  assert.equal(source.resumed, 1);
});

test('holds the coder while the receiver waits', () => {
  const { coder, sink, body } = open();
  sink.takes = false;

  coder.sink.onOutput(bytes('A'));
  body.resume();

  assert.deepEqual(coder.calls, ['pause', 'resume']);
});

test('lets out what the coder holds once the source is silent, and not while it flows', () => {
  const time = new FakeTime();
  const { source, coder } = open({ flushing: { timers: time, clock: time } });

  source.sink.write(bytes('a'));
  time.advance(flushAfterMs / 2);
  source.sink.write(bytes('b'));
  time.advance(flushAfterMs / 2);
  assert.deepEqual(coder.calls, ['write:a', 'write:b']);
  time.advance(flushAfterMs);

  assert.deepEqual(coder.calls, ['write:a', 'write:b', 'flush']);
});

test('lets nothing out once the body has ended', () => {
  const time = new FakeTime();
  const { source, coder } = open({ flushing: { timers: time, clock: time } });

  source.sink.write(bytes('a'));
  source.sink.end();
  time.advance(1000);

  assert.deepEqual(coder.calls, ['write:a', 'end']);
});

for (const [how, play] of Object.entries({
  'the receiver leaves': ({ body }) => body.cancel(new Fault('client_left')),
  'the source breaks off': ({ source }) => source.sink.fail(new Fault('upstream_reset')),
  'the content is not what it says': ({ coder }) => coder.sink.onError(new Error('bad data')),
} satisfies Record<string, (parts: ReturnType<typeof open>) => void>)) {
  test(`lets go of everything, once, when ${how}`, () => {
    let closed = 0;
    const parts = open({
      onClosed: () => {
        closed += 1;
      },
    });

    play(parts);
    parts.body.cancel(new Fault('client_left'));
    parts.source.sink.fail(new Fault('upstream_reset'));
    parts.coder.sink.onOutput(bytes('late'));

    assert.equal(closed, 1);
    assert.deepEqual(parts.coder.calls, ['destroy']);
    assert.ok(parts.sink.events.length <= 1);
    assert.ok(parts.source.cancelled.length <= 1);
  });
}

test('tells of content that is not what it says with the code it was given', () => {
  const { coder, sink, source } = open({ broken: 'bad_request' });

  coder.sink.onError(new Error('bad data'));

  assert.deepEqual(sink.events, ['fail:bad_request']);
  assert.equal(source.cancelled[0]?.code, 'bad_request');
});

test('breaks off before it sends what is out of bounds', () => {
  const seen: [number, number][] = [];
  const { source, coder, sink } = open({
    bound(bytesIn, bytesOut) {
      seen.push([bytesIn, bytesOut]);
      return bytesOut > 3 ? new Fault('payload_too_large') : undefined;
    },
  });

  source.sink.write(bytes('ab'));
  coder.sink.onOutput(bytes('ABC'));
  coder.sink.onOutput(bytes('D'));

  assert.deepEqual(seen, [
    [2, 3],
    [2, 4],
  ]);
  assert.deepEqual(sink.events, ['write:ABC', 'fail:payload_too_large']);
  assert.equal(source.cancelled.length, 1);
});
