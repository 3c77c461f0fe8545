import { Fault } from '../../errors/fault.ts';
import type { BodyTap } from '../../http/transform.ts';
import { type EventFormat, eventParser } from './event-formats.ts';
import type { EventParser, EventSink } from './event-parser.ts';

/** Who watches the events of a stream that goes on unchanged. */
export interface EventWatcher extends EventSink {
  /** Runs exactly once, however the stream ended, after its last event. */
  closed(fault: Fault | undefined): void;
}

/**
 * Reads events beside a body whose bytes go on at once, without waiting for the end of an event. An event past the bound
 * ends the reading, not the body: `closed` then tells of it, unless the body broke off by itself.
 */
export class EventTap implements BodyTap {
  readonly #parser: EventParser;
  readonly #watcher: EventWatcher;
  #broken: Fault | undefined;

  constructor(format: EventFormat, watcher: EventWatcher, maxEventBytes?: number) {
    this.#parser = eventParser(format, watcher, maxEventBytes);
    this.#watcher = watcher;
  }

  chunk(bytes: Uint8Array): void {
    if (this.#broken !== undefined) return;
    try {
      this.#parser.write(bytes);
    } catch (error) {
      this.#broken = Fault.from(error);
    }
  }

  closed(fault: Fault | undefined): void {
    if (this.#broken === undefined) this.#end();
    this.#watcher.closed(fault ?? this.#broken);
  }

  #end(): void {
    try {
      this.#parser.end();
    } catch (error) {
      this.#broken = Fault.from(error);
    }
  }
}
