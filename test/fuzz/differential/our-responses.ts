import { Fault } from '../../../shared/errors/fault.ts';
import { defaultResponseLimits } from '../../../shared/http1/client/response-limits.ts';
import { ResponseParser } from '../../../shared/http1/client/response-parser.ts';
import { type ConnectionReading, fieldText, newReading } from './reading.ts';

/** What our client reads as the answer to one request with this method: informational heads and the answer proper. */
export function ourResponses(pieces: readonly Uint8Array[], method: string): ConnectionReading {
  const reader = new AnswerReader(method);
  try {
    for (const piece of pieces) reader.take(piece);
    reader.end();
  } catch (error) {
    const { code, detail } = Fault.from(error);
    reader.reading.refusal = `${code} ${detail}`;
  }
  return reader.reading;
}

class AnswerReader {
  readonly reading: ConnectionReading = { messages: [], refusal: undefined };
  readonly #parser = new ResponseParser(defaultResponseLimits);
  #wantsHead = true;

  constructor(method: string) {
    this.#parser.begin(method);
  }

  take(bytes: Uint8Array): void {
    for (let at = 0; at !== -1 && at < bytes.length && !this.#isOver; ) {
      at = this.#wantsHead ? this.#takeHead(bytes, at) : this.#takeContent(bytes, at);
    }
  }

  /** The other side sends no more. */
  end(): void {
    const last = this.reading.messages.at(-1);
    if (last !== undefined && !this.#wantsHead && this.#parser.endOfInput()) last.isWhole = true;
  }

  get #isOver(): boolean {
    return !this.#wantsHead && this.#parser.isDone;
  }

  #takeHead(bytes: Uint8Array, at: number): number {
    const parser = this.#parser;
    const next = parser.readHead(bytes, at);
    if (next === -1) return -1;
    const reading = newReading(`${parser.status}\n${fieldText(parser.headers.flat)}`);
    this.reading.messages.push(reading);
    if (parser.isInformational) reading.isWhole = true;
    else {
      this.#wantsHead = false;
      reading.isWhole = parser.isDone;
    }
    return next;
  }

  #takeContent(bytes: Uint8Array, at: number): number {
    const parser = this.#parser;
    const next = parser.readContent(bytes, at);
    const reading = this.reading.messages.at(-1)!;
    const { piece } = parser;
    if (piece !== undefined) {
      reading.content += Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1');
    }
    reading.isWhole = parser.isDone;
    if (parser.isDone) reading.trailers = fieldText(parser.trailers?.flat ?? []);
    return next;
  }
}
