import { EventLines } from './event-lines.ts';
import { defaultMaxEventBytes, type EventParser, type EventSink } from './event-parser.ts';
import { HeldBytes } from './held-bytes.ts';

/**
 * Server-sent events (WHATWG HTML §9.2): lines end in CR, LF or CRLF, a blank line ends an event. An event is delivered
 * with its last byte. Only after a blank line that ends in CR, in a stream whose lines end otherwise, the next byte is
 * awaited, because it may belong to it: so the same events come at any split.
 */
export class SseParser implements EventParser {
  readonly #sink: EventSink;
  readonly #held: HeldBytes;
  readonly #lines = new EventLines();
  /** Nothing of the present line has come. */
  #lineIsEmpty = true;
  /** The last byte was a CR: an LF that follows belongs to it. */
  #afterCr = false;
  /** The last byte was a CR that ends an event, with its LF if that follows. */
  #isComplete = false;
  /** Lines of this stream end in a bare CR. */
  #bareCr = false;

  constructor(sink: EventSink, maxEventBytes: number = defaultMaxEventBytes) {
    this.#sink = sink;
    this.#held = new HeldBytes(maxEventBytes);
  }

  write(chunk: Uint8Array): void {
    let start = 0;
    let at = 0;
    // Where the next LF and CR stand. Each is searched on from where it was last found, so all is seen once.
    let lf = chunk.indexOf(LF);
    let cr = chunk.indexOf(CR);
    while (at < chunk.byteLength) {
      if (this.#afterCr) {
        this.#afterCr = false;
        const isCrLf = chunk[at] === LF;
        if (isCrLf) {
          at += 1;
          this.#bareCr = false;
        }
        if (this.#isComplete) start = this.#deliver(chunk, start, at);
        if (isCrLf) continue;
      }
      if (lf !== -1 && lf < at) lf = chunk.indexOf(LF, at);
      if (cr !== -1 && cr < at) cr = chunk.indexOf(CR, at);
      const isCr = cr !== -1 && (lf === -1 || cr < lf);
      const end = isCr ? cr : lf;
      if (end === -1) {
        this.#lineIsEmpty = false;
        break;
      }
      const isBlank = end === at && this.#lineIsEmpty;
      if (!isBlank) this.#lines.line(chunk, at, end);
      this.#lineIsEmpty = true;
      at = end + 1;
      if (this.#endsEvent(isBlank, isCr)) start = this.#deliver(chunk, start, at);
    }
    if (start === chunk.byteLength) return;
    this.#lines.leave();
    this.#held.add(chunk.subarray(start));
  }

  end(): void {
    if (this.#held.length > 0) this.#deliver(none, 0, 0);
  }

  #endsEvent(isBlank: boolean, isCr: boolean): boolean {
    if (!isCr) {
      this.#bareCr = false;
      return isBlank;
    }
    this.#afterCr = true;
    if (!isBlank) {
      this.#bareCr = true;
      return false;
    }
    this.#isComplete = !this.#bareCr;
    return this.#bareCr;
  }

  #deliver(chunk: Uint8Array, start: number, end: number): number {
    this.#isComplete = false;
    const isWhole = start === 0 && end === chunk.byteLength;
    const event = this.#lines.event(chunk, this.#held.takeWith(isWhole ? chunk : chunk.subarray(start, end)));
    this.#lines.begin(true);
    this.#sink.event(event);
    return end;
  }
}

const LF = 0x0a;
const CR = 0x0d;
const none = new Uint8Array(0);
