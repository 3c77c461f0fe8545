import { fieldIs, readSseEvent, valueIn } from './read-sse-event.ts';
import type { StreamEvent } from './stream-event.ts';

/**
 * Notes where the lines of an event stand while a chunk is cut, so that an event which stands in one chunk, with one line
 * of data, is not searched again. Any other event is read from its bytes.
 */
export class EventLines {
  #isNoted = false;
  #dataStart = absent;
  #dataEnd = absent;
  #nameStart = absent;
  #nameEnd = absent;
  /** Events of a stream have few names, most in a row the same one. */
  #lastName = '';

  /** An event begins; `isWhole` when its first byte begins a line of the chunk. */
  begin(isWhole: boolean): void {
    this.#isNoted = isWhole;
    this.#dataStart = absent;
    this.#nameStart = absent;
  }

  /** The chunk ends before the event does. */
  leave(): void {
    this.#isNoted = false;
  }

  /** A line of the chunk that is not blank. */
  line(chunk: Uint8Array, start: number, end: number): void {
    if (!this.#isNoted) return;
    if (fieldIs(chunk, start, end, 'data')) {
      if (this.#dataStart !== absent) this.#isNoted = false;
      this.#dataStart = start;
      this.#dataEnd = end;
    } else if (fieldIs(chunk, start, end, 'event')) {
      this.#nameStart = start;
      this.#nameEnd = end;
    }
  }

  /** The event that is complete, whose lines were noted in `chunk`. */
  event(chunk: Uint8Array, bytes: Uint8Array): StreamEvent {
    if (!this.#isNoted) return readSseEvent(bytes);
    const data = this.#dataStart === absent ? '' : valueIn(chunk, this.#dataStart, this.#dataEnd, 'data');
    return { name: this.#nameStart === absent ? '' : this.#name(chunk), data, bytes };
  }

  #name(chunk: Uint8Array): string {
    const value = this.#nameStart + 'event: '.length;
    if (!isText(chunk, value, this.#nameEnd, this.#lastName)) {
      this.#lastName = valueIn(chunk, this.#nameStart, this.#nameEnd, 'event');
    }
    return this.#lastName;
  }
}

/** Whether the bytes are this text of ASCII, after a space. */
function isText(chunk: Uint8Array, start: number, end: number, text: string): boolean {
  if (text === '' || end - start !== text.length || chunk[start - 1] !== 0x20) return false;
  for (let at = 0; at < text.length; at += 1) if (chunk[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

const absent = -1;
