import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PiecesBody } from '../../../shared/upstream/pieces-body.ts';
import { bytes, RecordingSink } from '../http/recording-sink.ts';

const pieces = ['one', 'two', 'three'].map(bytes);

describe('PiecesBody', () => {
  test('sends its pieces in order, then ends', () => {
    const sink = new RecordingSink();

    new PiecesBody(pieces, 11).start(sink);

    assert.deepEqual(sink.events, ['write:one', 'write:two', 'write:three', 'end']);
  });

  test('waits while its sink is full', () => {
    const sink = new RecordingSink();
    const body = new PiecesBody(pieces, 11);
    sink.takes = false;

    body.start(sink);
    assert.deepEqual(sink.events, ['write:one']);
    body.resume();
    sink.takes = true;
    body.resume();
    body.resume();

    assert.deepEqual(sink.events, ['write:one', 'write:two', 'write:three', 'end']);
  });

  test('sends nothing more once it is cancelled', () => {
    const sink = new RecordingSink();
    const body = new PiecesBody(pieces, 11);
    sink.onWrite = () => body.cancel();

    body.start(sink);
    body.resume();

    assert.deepEqual(sink.events, ['write:one']);
  });

  test('ends at once without pieces', () => {
    const sink = new RecordingSink();

    new PiecesBody([], undefined).start(sink);

    assert.deepEqual(sink.events, ['end']);
  });
});
