import type { EventFormat } from '../events/event-formats.ts';
import type { AiError, Dialect } from './dialect.ts';

/**
 * An error in the middle of a stream, as it goes over the wire in the format of this stream: an event, a line, or the last
 * element of a list, which `isFirst` begins. Must stand where an event may begin.
 */
export function streamError(dialect: Dialect, error: AiError, format: EventFormat, isFirst: boolean): string {
  switch (format) {
    case 'sse':
      return dialect.errorEvent(error);
    case 'ndjson':
      return `${JSON.stringify(dialect.errorBody(error))}\n`;
    case 'json-array':
      return `${isFirst ? '[' : ','}${JSON.stringify(dialect.errorBody(error))}]`;
  }
}
