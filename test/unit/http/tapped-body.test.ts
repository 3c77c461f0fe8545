import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tapBody } from '../../../shared/http/tapped-body.ts';
import { ManualBody } from './manual-body.ts';
import { bytes, RecordingSink } from './recording-sink.ts';

test('shows every chunk to the tap', () => {
  const source = new ManualBody();
  const seen: string[] = [];
  tapBody(source, { chunk: (chunk) => seen.push(new TextDecoder().decode(chunk)), closed() {} }).start(
    new RecordingSink(),
  );

  source.sink.write(bytes('a'));
  source.sink.write(bytes('b'));

  assert.deepEqual(seen, ['a', 'b']);
});

test('tells the tap of the end before the sink', () => {
  const source = new ManualBody();
  const sink = new RecordingSink();
  tapBody(source, { chunk() {}, closed: () => sink.events.push('closed') }).start(sink);

  source.sink.end();

  assert.deepEqual(sink.events, ['closed', 'end']);
});

test('breaks the body off when the tap throws, and closes once', () => {
  const source = new ManualBody();
  const sink = new RecordingSink();
  const closings: unknown[] = [];
  const tap = {
    chunk() {
      throw new Error('broken tap');
    },
    closed: (fault: unknown) => closings.push(fault),
  };
  tapBody(source, tap).start(sink);

  source.sink.write(bytes('a'));
  source.sink.end();

  assert.deepEqual(sink.events, ['fail:internal']);
  assert.equal(source.cancelled.length, 1);
  assert.equal(closings.length, 1);
});
