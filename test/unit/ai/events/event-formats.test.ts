import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventFormatOf, streamFormatOf } from '../../../../shared/ai/events/event-formats.ts';

test('a content type announces a stream of events, or none', () => {
  assert.equal(eventFormatOf('text/event-stream; charset=utf-8'), 'sse');
  assert.equal(eventFormatOf('Text/Event-Stream'), 'sse');
  assert.equal(eventFormatOf('application/x-ndjson'), 'ndjson');
  assert.equal(eventFormatOf('application/json'), undefined);
  assert.equal(eventFormatOf('constructor'), undefined);
  assert.equal(eventFormatOf(undefined), undefined);
});

test('the answer to a request for a stream may be a JSON list', () => {
  assert.equal(streamFormatOf('application/json; charset=UTF-8'), 'json-array');
  assert.equal(streamFormatOf('text/event-stream'), 'sse');
  assert.equal(streamFormatOf('text/html'), undefined);
});
