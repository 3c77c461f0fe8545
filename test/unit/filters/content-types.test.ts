import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentTypeRule, isEventStream } from '../../../shared/filters/content-types.ts';

const isListed = contentTypeRule(['text/*', 'Application/JSON', '*+json']);

for (const [type, expected] of [
  ['text/html; charset=utf-8', true],
  ['TEXT/CSS', true],
  ['application/json', true],
  ['application/problem+json', true],
  ['application/jsonp', false],
  ['context/html', false],
  ['text', false],
  ['', false],
  [undefined, false],
] as const) {
  test(`${type} is ${expected ? '' : 'not '}listed`, () => {
    assert.equal(isListed(type), expected);
  });
}

test('knows what comes piece by piece', () => {
  const streams = ['text/event-stream; charset=utf-8', 'application/x-ndjson', 'application/grpc+proto'];

  assert.deepEqual(streams.map(isEventStream), [true, true, true]);
  assert.deepEqual(['text/html', undefined].map(isEventStream), [false, false]);
});
