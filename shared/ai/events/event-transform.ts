import type { Fault } from '../../errors/fault.ts';
import type { BodyTransform } from '../../http/transform.ts';
import { type EventFormat, eventParser } from './event-formats.ts';
import type { EventParser, EventSink } from './event-parser.ts';
import { joinBytes } from './join-bytes.ts';
import type { StreamEvent } from './stream-event.ts';

/** Decides what becomes of each event of a stream. */
export interface EventFilter {
  /** What to send in its place: `event.bytes` as it is, other bytes, or `undefined` for nothing. */
  event(event: StreamEvent): Uint8Array | undefined;
  /** What to send after the last event of a complete stream. */
  end?(): Uint8Array | undefined;
  /** Runs exactly once, however the stream ended. */
  closed?(fault: Fault | undefined): void;
}

/** Runs a filter over the events of a body. Events that pass together leave together, uncopied where they came so. */
export class EventTransform implements BodyTransform, EventSink {
  readonly #parser: EventParser;
  readonly #filter: EventFilter;
  /** What is to be sent; pieces that stand side by side in memory are one. */
  #pieces: Uint8Array[] = [];

  constructor(format: EventFormat, filter: EventFilter, maxEventBytes?: number) {
    this.#parser = eventParser(format, this, maxEventBytes);
    this.#filter = filter;
  }

  chunk(bytes: Uint8Array): Uint8Array | undefined {
    this.#parser.write(bytes);
    return this.#take();
  }

  end(): Uint8Array | undefined {
    this.#parser.end();
    const last = this.#filter.end?.();
    if (last !== undefined) this.#pieces.push(last);
    return this.#take();
  }

  closed(fault: Fault | undefined): void {
    this.#filter.closed?.(fault);
  }

  event(event: StreamEvent): void {
    const bytes = this.#filter.event(event);
    if (bytes === undefined) return;
    const last = this.#pieces.length - 1;
    const joined = last === -1 ? undefined : joinNeighbours(this.#pieces[last]!, bytes);
    if (joined === undefined) this.#pieces.push(bytes);
    else this.#pieces[last] = joined;
  }

  #take(): Uint8Array | undefined {
    const pieces = this.#pieces;
    if (pieces.length === 0) return undefined;
    this.#pieces = [];
    return pieces.length === 1 ? pieces[0] : joinBytes(pieces);
  }
}

/** Two pieces as one, where the second begins in memory where the first ends. */
function joinNeighbours(first: Uint8Array, second: Uint8Array): Uint8Array | undefined {
  if (first.buffer !== second.buffer || first.byteOffset + first.byteLength !== second.byteOffset) return undefined;
  return new Uint8Array(first.buffer, first.byteOffset, first.byteLength + second.byteLength);
}
