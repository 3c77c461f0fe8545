import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { RecordingSink } from './recording-sink.ts';

test('delivers its bytes and ends', () => {
  const sink = new RecordingSink();

  new BytesBody('grün').start(sink);

  assert.deepEqual(sink.events, ['write:grün', 'end']);
});

test('counts bytes, not characters', () => {
  assert.equal(new BytesBody('grün').length, 5);
});

test('ends without a write when empty', () => {
  const sink = new RecordingSink();

  new BytesBody(new Uint8Array(0)).start(sink);

  assert.deepEqual(sink.events, ['end']);
});

test('does not end when cancelled inside the write', () => {
  const sink = new RecordingSink();
  const body = new BytesBody('a');
  sink.onWrite = () => body.cancel(new Fault('client_left'));

  body.start(sink);

  assert.deepEqual(sink.events, ['write:a']);
});

test('gives a copy that delivers the same bytes again', () => {
  const first = new RecordingSink();
  const second = new RecordingSink();
  const body = new BytesBody('abc');
  body.start(first);

  body.copy().start(second);

  assert.deepEqual(second.events, first.events);
});
