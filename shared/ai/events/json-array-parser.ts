import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote } from '../json-bytes.ts';
import { defaultMaxEventBytes, type EventParser, type EventSink } from './event-parser.ts';
import { HeldBytes } from './held-bytes.ts';

/**
 * A JSON array that is sent element by element, as Gemini streams without `alt=sse`: each object of the array is an
 * event, with the bytes between it and the one before. A document that is one object is one event. What follows the last
 * object comes as an event without data.
 */
export class JsonArrayParser implements EventParser {
  readonly #sink: EventSink;
  readonly #held: HeldBytes;
  /** Depth at which elements stand: 1 inside an array, 0 for a bare object. */
  #base = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Bytes of the event that stand before the element itself; -1 while it has not begun. */
  #before = -1;

  constructor(sink: EventSink, maxEventBytes: number = defaultMaxEventBytes) {
    this.#sink = sink;
    this.#held = new HeldBytes(maxEventBytes);
  }

  write(chunk: Uint8Array): void {
    let start = 0;
    for (let at = 0; at < chunk.byteLength; at += 1) {
      const byte = chunk[at]!;
      if (this.#inString) this.#insideString(byte);
      else if (byte === quote) this.#inString = true;
      else if (byte === openBrace || byte === openBracket) this.#open(byte, this.#held.length + at - start);
      else if ((byte === closeBrace || byte === closeBracket) && this.#close()) {
        this.#deliver(chunk.subarray(start, at + 1));
        start = at + 1;
      }
    }
    this.#held.add(start === 0 ? chunk : chunk.subarray(start));
  }

  end(): void {
    if (this.#held.length > 0) this.#deliver(none);
  }

  #insideString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inString = false;
  }

  #open(byte: number, place: number): void {
    if (this.#depth === this.#base && byte === openBrace) this.#before = place;
    if (this.#depth === 0 && byte === openBracket) this.#base = 1;
    this.#depth += 1;
  }

  /** Whether an element is complete. */
  #close(): boolean {
    this.#depth = Math.max(0, this.#depth - 1);
    return this.#depth === this.#base && this.#before !== -1;
  }

  #deliver(rest: Uint8Array): void {
    const bytes = this.#held.takeWith(rest);
    const data = this.#before === -1 ? '' : decoder.decode(bytes.subarray(this.#before));
    this.#before = -1;
    this.#sink.event({ name: '', data, bytes });
  }
}

const none = new Uint8Array(0);
const decoder = new TextDecoder();
