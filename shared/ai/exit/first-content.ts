import { Fault } from '../../errors/fault.ts';
import type { StreamReader } from '../dialects/dialect.ts';
import { type EventFormat, eventParser } from '../events/event-formats.ts';
import type { EventParser, EventSink } from '../events/event-parser.ts';
import type { StreamEvent } from '../events/stream-event.ts';
import type { Peeker } from './peeked-body.ts';

/** Looks for the first content of a stream. */
export class FirstContent implements Peeker, EventSink {
  readonly #parser: EventParser;
  readonly #reader: StreamReader;
  #isFound = false;
  #error: string | undefined;

  constructor(format: EventFormat, reader: StreamReader) {
    this.#parser = eventParser(format, this);
    this.#reader = reader;
  }

  get isFound(): boolean {
    return this.#isFound;
  }

  /** Whether the stream said that it is complete, with or without content. */
  get isDone(): boolean {
    return this.#reader.isDone;
  }

  /** The error that came in the place of content. */
  get error(): Fault | undefined {
    return this.#error === undefined ? undefined : new Fault('upstream_model_error', { detail: this.#error });
  }

  chunk(bytes: Uint8Array): boolean {
    this.#parser.write(bytes);
    return this.#isFound || this.#error !== undefined;
  }

  event(event: StreamEvent): void {
    if (this.#isFound || this.#error !== undefined) return;
    const { kind, error } = this.#reader.event(event);
    if (kind === 'content') this.#isFound = true;
    if (kind === 'error') this.#error = `${error?.code ?? 'error'}: ${error?.message ?? ''}`.slice(0, 500);
  }
}
