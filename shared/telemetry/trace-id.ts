import type { HeaderList } from '../http/header-list.ts';
import type { Clock } from '../platform/platform.ts';
import { hexPairs, type IdBytes } from './id-bytes.ts';

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

/** A new id. */
export function newTraceId(format: TraceIdFormat, bytes: IdBytes, clock: Clock): string {
  return format === 'uuid' ? uuid(bytes) : tinyflake(bytes, clock.now());
}

/** A random UUID (version 4, RFC 9562). */
function uuid(bytes: IdBytes): string {
  let text = '';
  for (let i = 0; i < 16; i += 1) {
    let byte = bytes.next();
    if (i === 6) byte = (byte & 0x0f) | 0x40;
    if (i === 8) byte = (byte & 0x3f) | 0x80;
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += hexPairs[byte]!;
  }
  return text;
}

/** Eleven characters that sort by time within some 54 hours: three for the second, eight of chance. */
function tinyflake(bytes: IdBytes, now: number): string {
  const second = Math.floor(now / 1000) % 58 ** 3;
  return alphabet[(second / pairCount) | 0]! + pairs[second % pairCount]! + fourOfChance(bytes) + fourOfChance(bytes);
}

/** Four characters of 24 random bits, a little more than they can show. */
function fourOfChance(bytes: IdBytes): string {
  const chance = bytes.next24() % (pairCount * pairCount);
  return pairs[(chance / pairCount) | 0]! + pairs[chance % pairCount]!;
}

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

const pairCount = 58 ** 2;
/** `11` to `zz`. */
const pairs = Array.from({ length: pairCount }, (_, i) => alphabet[Math.floor(i / 58)]! + alphabet[i % 58]!);
