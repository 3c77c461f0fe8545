import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventTransform } from '../../../../shared/ai/events/event-transform.ts';
import type { StreamEvent } from '../../../../shared/ai/events/stream-event.ts';
import { utf8 } from '../../../support/ai/read-events.ts';

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
const all = { event: ({ bytes }: StreamEvent) => bytes };

describe('a transform of events', () => {
  test('sends a chunk of whole events on as it came, without a copy', () => {
    const chunk = utf8('data: a\n\ndata: b\n\n');
    const sent = new EventTransform('sse', all).chunk(chunk);

    assert.equal(sent?.buffer, chunk.buffer);
    assert.equal(sent?.byteLength, chunk.byteLength);
  });

  test('holds an event back until it is complete, and sends its beginning with the rest', () => {
    const transform = new EventTransform('sse', all);

    assert.equal(text(transform.chunk(utf8('data: a\n\ndata: b'))), 'data: a\n\n');
    assert.equal(transform.chunk(utf8('c')), undefined);
    assert.equal(text(transform.chunk(utf8('\n\n: x\n\n'))), 'data: bc\n\n: x\n\n');
    assert.equal(transform.end(), undefined);
  });

  test('leaves out and puts in what its filter says', () => {
    const transform = new EventTransform('sse', {
      event: ({ data, bytes }) => (data === 'b' ? undefined : data === 'c' ? utf8('data: C\n\n') : bytes),
      end: () => utf8('data: end\n\n'),
    });

    assert.equal(text(transform.chunk(utf8('data: a\n\ndata: b\n\ndata: c\n\n'))), 'data: a\n\ndata: C\n\n');
    assert.equal(text(transform.chunk(utf8('data: d'))), undefined);
    assert.equal(text(transform.end()), 'data: ddata: end\n\n');
  });

  test('tells its filter once how the stream ended', () => {
    const ends: unknown[] = [];
    const transform = new EventTransform('sse', { ...all, closed: (fault) => void ends.push(fault) });
    transform.closed(undefined);

    assert.deepEqual(ends, [undefined]);
  });
});
