import { type EventFormat, eventParser } from '../../../shared/ai/events/event-formats.ts';
import type { StreamEvent } from '../../../shared/ai/events/stream-event.ts';

/** All events of a stream that comes in these chunks. */
export function readEvents(format: EventFormat, chunks: Iterable<Uint8Array>, maxEventBytes?: number): StreamEvent[] {
  const events: StreamEvent[] = [];
  const parser = eventParser(format, { event: (event) => void events.push(event) }, maxEventBytes);
  for (const chunk of chunks) parser.write(chunk);
  parser.end();
  return events;
}

/** Bytes in pieces of the sizes that `size` says. */
export function* inPieces(whole: Uint8Array, size: () => number): Generator<Uint8Array> {
  for (let at = 0; at < whole.byteLength; ) {
    const end = at + size();
    yield whole.subarray(at, end);
    at = end;
  }
}

/** An event as three strings: its bytes are written one character a byte, so that nothing is lost. */
export function shown({ name, data, bytes }: StreamEvent): readonly [string, string, string] {
  return [name, data, Buffer.from(bytes).toString('latin1')];
}

/** Bytes of a text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
