import type { HeaderList } from '../http/header-list.ts';
import type { Clock } from '../platform/platform.ts';
import type { IdBytes } from './id-bytes.ts';
import { TextsAhead } from './texts-ahead.ts';

/** Forms of the ids made here. */
export type TraceIdFormat = 'uuid' | 'tinyflake';

/**
 * The correlation id that came with a request, if it is one: up to 128 letters, digits, `.`, `_`, `:` and `-`. Taken
 * from every client, trusted or not, since it is but a name to find the request by; it never decides anything.
 */
export function givenTraceId(headers: HeaderList): string | undefined {
  for (const name of carriers) {
    const value = headers.get(name);
    if (value !== undefined && isTraceId.test(value)) return value;
  }
  return undefined;
}

const carriers = ['x-trace-id', 'x-correlation-id', 'x-request-id'];
const isTraceId = /^[\w.:-]{1,128}$/;

/** Makes new ids. */
export class TraceIds {
  readonly #bytes: IdBytes;
  readonly #clock: Clock;
  readonly #format: TraceIdFormat;
  readonly #ahead: TextsAhead;
  /** The second that what is written ahead is of; ids without a time in them are of any. */
  #second = 0;

  constructor(format: TraceIdFormat, bytes: IdBytes, clock: Clock) {
    this.#bytes = bytes;
    this.#clock = clock;
    this.#format = format;
    this.#ahead = format === 'uuid' ? new TextsAhead(36, this.#writeUuid) : new TextsAhead(11, this.#writeTinyflake);
  }

  next(): string {
    if (this.#format === 'tinyflake') this.#keepTime();
    return this.#ahead.next();
  }

  #keepTime(): void {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#ahead.drop();
  }

  /** A random UUID (version 4, RFC 9562). */
  readonly #writeUuid = (to: Uint8Array, from: number): void => {
    let at = from;
    for (let i = 0; i < 16; i += 1) {
      let byte = this.#bytes.next();
      if (i === 6) byte = (byte & 0x0f) | 0x40;
      if (i === 8) byte = (byte & 0x3f) | 0x80;
      if (i === 4 || i === 6 || i === 8 || i === 10) to[at++] = dash;
      to[at++] = hexDigits[byte >> 4]!;
      to[at++] = hexDigits[byte & 15]!;
    }
  };

  /** Eleven characters that sort by time within some 54 hours: three for the second, eight of chance. */
  readonly #writeTinyflake = (to: Uint8Array, at: number): void => {
    writeNumber(to, at, 3, this.#second % base ** 3);
    // 24 random bits are a little more than four characters can show.
    writeNumber(to, at + 3, 4, this.#bytes.next24());
    writeNumber(to, at + 7, 4, this.#bytes.next24());
  };
}

/** The last digits of a number below 2^31, to the base of the alphabet. */
function writeNumber(to: Uint8Array, at: number, digits: number, number: number): void {
  let rest = number;
  for (let i = at + digits - 1; i >= at; i -= 1) {
    to[i] = alphabet[rest % base]!;
    rest = (rest / base) | 0;
  }
}

const alphabet = codesOf('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz');
const base = 58;
const hexDigits = codesOf('0123456789abcdef');
const dash = 0x2d;

function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
