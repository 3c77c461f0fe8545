import { rememberingLast } from '../remembering-last.ts';
import type { EventParser, EventSink } from './event-parser.ts';
import { JsonArrayParser } from './json-array-parser.ts';
import { NdjsonParser } from './ndjson-parser.ts';
import { SseParser } from './sse-parser.ts';

/** How events are put into a stream of bytes. */
export type EventFormat = 'sse' | 'ndjson' | 'json-array';

/** The format that a `content-type` announces; `undefined` when it announces no stream of events. */
export function eventFormatOf(contentType: string | undefined): EventFormat | undefined {
  return contentType === undefined ? undefined : formatOf(contentType);
}

const formatOf = rememberingLast((contentType) => {
  const semicolon = contentType.indexOf(';');
  const type = (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
  return formats.get(type);
});

/**
 * The format of the answer to a request that asked for a stream. Gemini sends `application/json` then, an array of
 * answers; read as one, a single object (an error, or an answer after all) is one event.
 */
export function streamFormatOf(contentType: string | undefined): EventFormat | undefined {
  return eventFormatOf(contentType) ?? (contentType?.toLowerCase().includes('json') ? 'json-array' : undefined);
}

/** A parser of a format. */
export function eventParser(format: EventFormat, sink: EventSink, maxEventBytes?: number): EventParser {
  return new parsers[format](sink, maxEventBytes);
}

const parsers = { sse: SseParser, ndjson: NdjsonParser, 'json-array': JsonArrayParser } as const;

const formats: ReadonlyMap<string, EventFormat> = new Map([
  ['text/event-stream', 'sse'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['application/x-jsonlines', 'ndjson'],
]);
