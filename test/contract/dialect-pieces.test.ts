import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventPiece } from '../../shared/ai/dialects/pieces/event-piece.ts';
import { eventTexts } from '../../shared/ai/dialects/pieces/event-texts.ts';
import { rewriteEvent } from '../../shared/ai/dialects/pieces/rewrite-event.ts';
import type { StreamEvent } from '../../shared/ai/events/stream-event.ts';
import { dialectFixtures } from '../support/ai/dialects/index.ts';
import { readEvents, shown, utf8 } from '../support/ai/read-events.ts';

for (const { dialect, streams } of dialectFixtures) {
  for (const stream of streams) {
    describe(`texts in a stream of ${dialect.name}: ${stream.says}`, () => {
      const events = readEvents(stream.format, [utf8(stream.wire)]);

      test('are all that its reader counts', () => {
        const reader = dialect.reader();
        for (const event of events) {
          const { text } = reader.event(event);
          const pieces = eventTexts(event, dialect.name).pieces.map((piece) => piece.text);

          for (const piece of pieces.filter(() => text !== '')) assert.ok(text.includes(piece), `${piece} in ${text}`);
          if (text !== '') assert.ok(pieces.length > 0, `nothing of ${text}`);
        }
      });

      test('are replaced in the bytes of their event, and nothing else is', () => {
        for (const event of events) {
          const { pieces } = eventTexts(event, dialect.name);
          const changed = pieces.map((piece) => ({ ...piece, text: `${piece.text}"✓` }));
          const [rewritten] = again(event, changed, stream.format);

          assert.deepEqual(eventTexts(rewritten ?? event, dialect.name).pieces, changed);
          const [restored] = again(rewritten ?? event, pieces, stream.format);
          if (restored !== undefined) assert.deepEqual(shown(restored), shown(event));
        }
      });

      test('have ended when the stream says that it is complete', () => {
        const open = new Set<string>();
        for (const event of events) {
          const { pieces, ended } = eventTexts(event, dialect.name);
          for (const { channel } of pieces.filter(({ isWhole }) => !isWhole)) open.add(channel);
          for (const channel of open) if (ended.some((start) => channel.startsWith(start))) open.delete(channel);
        }

        if (stream.isDone) assert.deepEqual([...open], []);
      });
    });
  }
}

test('a rewritten event keeps its other lines, and tells no token of the old text', () => {
  const event = readEvents('sse', [
    utf8(
      '\uFEFFid: 7\r\ndata: {"choices":[{"delta":{"content":"a"},\r\ndata: "logprobs":{"content":[{"token":"a"}]}}]}\r\n: x\r\n\r\n',
    ),
  ])[0]!;

  const rewritten = rewriteEvent(event, 'sse', [{ text: 'b', place: ['choices', 0, 'delta', 'content'] }]);

  assert.equal(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(rewritten),
    '\uFEFFid: 7\r\ndata: {"choices":[{"delta":{"content":"b"},\ndata: "logprobs":null}]}\r\n: x\r\n\r\n',
  );
});

function again(event: StreamEvent, pieces: readonly EventPiece[], format: 'sse' | 'ndjson' | 'json-array') {
  const bytes = rewriteEvent(event, format, pieces);
  // An element of a list stands behind a comma, which is no JSON by itself.
  return format === 'json-array' && event.data !== ''
    ? [{ name: event.name, data: after(event, bytes), bytes }]
    : readEvents(format, [bytes]);
}

/** What stands behind the bytes that stand before the data. */
function after({ data, bytes }: StreamEvent, rewritten: Uint8Array): string {
  return new TextDecoder().decode(rewritten.subarray(bytes.byteLength - utf8(data).byteLength));
}
