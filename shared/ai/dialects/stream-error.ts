import type { EventFormat } from '../events/event-formats.ts';
import type { AiError, Dialect } from './dialect.ts';

/**
 * An error in the middle of a stream, as it goes over the wire in the format of this stream: an event, a line, or the last
 * element of a list. Must stand where an event may begin.
 */
export function streamError(
  dialect: Dialect,
  error: AiError,
  format: EventFormat,
  { isFirst, after }: ErrorPlace,
): string {
  switch (format) {
    case 'sse':
      return dialect.errorEvent(error, after);
    case 'ndjson':
      return `${JSON.stringify(dialect.errorBody(error))}\n`;
    case 'json-array':
      return `${isFirst ? '[' : ','}${JSON.stringify(dialect.errorBody(error))}]`;
  }
}

/** Where an error stands in its stream. */
export interface ErrorPlace {
  /** Nothing was sent before it. */
  readonly isFirst: boolean;
  /** The number of the event before it, where events have one. */
  readonly after: number | undefined;
}
