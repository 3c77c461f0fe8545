import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitBody } from '../../../shared/http/limited-body.ts';
import { ManualBody } from './manual-body.ts';
import { bytes, RecordingSink } from './recording-sink.ts';

test('takes exactly as many bytes as allowed', () => {
  const source = new ManualBody();
  const sink = new RecordingSink();
  limitBody(source, 4).start(sink);

  source.sink.write(bytes('ab'));
  source.sink.write(bytes('cd'));
  source.sink.end();

  assert.deepEqual(sink.events, ['write:ab', 'write:cd', 'end']);
});

test('fails at the byte that exceeds and lets go of the source', () => {
  const source = new ManualBody();
  const sink = new RecordingSink();
  limitBody(source, 3).start(sink);

  source.sink.write(bytes('ab'));
  const goesOn = source.sink.write(bytes('cd'));
  source.sink.write(bytes('e'));
  source.sink.end();

  assert.deepEqual(sink.events, ['write:ab', 'fail:payload_too_large']);
  assert.equal(goesOn, false);
  assert.deepEqual(
    source.cancelled.map(({ code }) => code),
    ['payload_too_large'],
  );
});

test('fails at the start when the announced length exceeds', () => {
  const source = new ManualBody(5);
  const sink = new RecordingSink();

  limitBody(source, 4).start(sink);

  assert.deepEqual(sink.events, ['fail:payload_too_large']);
  assert.equal(source.started, 0);
  assert.equal(source.cancelled.length, 1);
});
