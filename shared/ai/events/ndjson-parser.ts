import { defaultMaxEventBytes, type EventParser, type EventSink } from './event-parser.ts';
import { HeldBytes } from './held-bytes.ts';

/** JSON texts, one a line, each line ending in LF or CRLF. Blank lines come as events without data. */
export class NdjsonParser implements EventParser {
  readonly #sink: EventSink;
  readonly #held: HeldBytes;

  constructor(sink: EventSink, maxEventBytes: number = defaultMaxEventBytes) {
    this.#sink = sink;
    this.#held = new HeldBytes(maxEventBytes);
  }

  write(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.#deliver(chunk.subarray(start, end + 1));
      start = end + 1;
    }
    this.#held.add(start === 0 ? chunk : chunk.subarray(start));
  }

  end(): void {
    if (this.#held.length > 0) this.#deliver(none);
  }

  #deliver(rest: Uint8Array): void {
    const bytes = this.#held.takeWith(rest);
    let end = bytes.byteLength;
    while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end -= 1;
    this.#sink.event({ name: '', data: decoder.decode(bytes.subarray(0, end)), bytes });
  }
}

const LF = 0x0a;
const CR = 0x0d;
const none = new Uint8Array(0);
const decoder = new TextDecoder();
