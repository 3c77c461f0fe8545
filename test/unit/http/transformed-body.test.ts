import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import type { BodyTransform } from '../../../shared/http/transform.ts';
import { transformBody } from '../../../shared/http/transformed-body.ts';
import { ManualBody } from './manual-body.ts';
import { bytes, RecordingSink } from './recording-sink.ts';

function open(transform: BodyTransform) {
  const source = new ManualBody(3);
  const sink = new RecordingSink();
  const body = transformBody(source, transform);
  body.start(sink);
  return { source, sink, body };
}

test('sends what the transform gives, and what it gives at the end', () => {
  const { source, sink } = open({ chunk: (chunk) => bytes(`<${chunk.byteLength}>`), end: () => bytes('!') });

  source.sink.write(bytes('abc'));
  source.sink.end();

  assert.deepEqual(sink.events, ['write:<3>', 'write:!', 'end']);
});

test('goes on when the transform holds a chunk back', () => {
  const { source, sink } = open({ chunk: () => undefined });
  sink.takes = false;

  assert.equal(source.sink.write(bytes('abc')), true);
  assert.deepEqual(sink.events, []);
});

test('sends nothing for an empty output', () => {
  const { source, sink } = open({ chunk: () => new Uint8Array(0), end: () => new Uint8Array(0) });

  source.sink.write(bytes('abc'));
  source.sink.end();

  assert.deepEqual(sink.events, ['end']);
});

test('asks the transform for no end when the body breaks off', () => {
  const { source, sink } = open({ chunk: (chunk) => chunk, end: () => bytes('!') });

  source.sink.fail(new Fault('upstream_body_broken'));

  assert.deepEqual(sink.events, ['fail:upstream_body_broken']);
});

test('does not end when cancelled while the rest is sent', () => {
  const closings: (string | undefined)[] = [];
  const { source, sink, body } = open({
    chunk: (chunk) => chunk,
    end: () => bytes('!'),
    closed: (fault) => closings.push(fault?.code),
  });
  sink.onWrite = () => body.cancel(new Fault('client_left'));

  source.sink.end();

  assert.deepEqual(sink.events, ['write:!']);
  assert.deepEqual(closings, ['client_left']);
});

for (const hook of ['chunk', 'end'] as const) {
  test(`breaks the body off when ${hook} throws, and closes once`, () => {
    const closings: (string | undefined)[] = [];
    const { source, sink } = open({
      chunk: (chunk) => chunk,
      closed: (fault) => closings.push(fault?.code),
      [hook]: () => {
        throw new Fault('upstream_bad_response');
      },
    });

    source.sink.write(bytes('a'));
    source.sink.end();

    assert.equal(sink.events.at(-1), 'fail:upstream_bad_response');
    assert.equal(sink.events.includes('end'), false);
    assert.equal(source.cancelled.length, 1);
    assert.deepEqual(closings, ['upstream_bad_response']);
  });
}
