import type { AiError, Dialect, EventMeaning } from '../dialects/dialect.ts';
import { streamError } from '../dialects/stream-error.ts';
import type { EventFormat } from '../events/event-formats.ts';
import type { StreamEvent } from '../events/stream-event.ts';
import type { UsageChunkFilter } from '../usage/usage-chunk-filter.ts';

/** What a client is sent of a stream of events. */
export interface StreamOutput {
  /** What goes on for an event: its own bytes, others, or nothing. Throws a `Fault` to end the stream. */
  event(event: StreamEvent, meaning: EventMeaning): Uint8Array | undefined;
  /** What follows the last event of a complete stream. */
  end(): Uint8Array | undefined;
  /** An error in the place of all that was to come; `after` is the number of the event before it, where events have one. */
  error(error: AiError, after: number | undefined): Uint8Array;
  /** The client is gone. */
  left?(): void;
}

/** Hands events on as they came, but for those that the client did not ask for. */
export class PlainOutput implements StreamOutput {
  readonly #dialect: Dialect;
  readonly #format: EventFormat;
  readonly #usage: UsageChunkFilter;
  #isFirst = true;

  constructor(dialect: Dialect, format: EventFormat, usage: UsageChunkFilter) {
    this.#dialect = dialect;
    this.#format = format;
    this.#usage = usage;
  }

  event(event: StreamEvent, meaning: EventMeaning): Uint8Array | undefined {
    this.#isFirst = false;
    return this.#usage.shown(event, meaning);
  }

  end(): undefined {
    return undefined;
  }

  error(error: AiError, after: number | undefined): Uint8Array {
    const at = { isFirst: this.#isFirst, after };
    return encoder.encode(streamError(this.#dialect, error, this.#format, at));
  }
}

const encoder = new TextEncoder();
