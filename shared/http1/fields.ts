import { Fault } from '../errors/fault.ts';
import { badValueAt, isBlank } from './characters.ts';
import { fieldName } from './field-name.ts';
import { LastHead } from './last-head.ts';
import { latin1 } from './latin1.ts';

/** Bounds of one header block, or of the trailers of one message. */
export interface FieldLimits {
  /** Bytes of the whole block, its start line and line ends included; more is `headers_too_large`. */
  readonly maxBytes: number;
  /** Bytes of the start line without its line end; more is `uri_too_long`. */
  readonly maxStartLineBytes: number;
  /** Number of fields; more is `too_many_headers`. */
  readonly maxCount: number;
  /** Bytes of one name and of one value; more is `headers_too_large`. */
  readonly maxNameBytes: number;
  readonly maxValueBytes: number;
}

/**
 * Reads header blocks: an optional start line, fields, and the empty line. Bytes may come in any pieces; the result, or
 * the fault, is the same for every way to cut them. Strict (RFC 9112 §5): anything but CRLF, folded lines, space around
 * names and control characters are refused.
 *
 * Use: `begin`, then `read` until it answers an index; then take `line` and `flat`. One reader serves a whole connection.
 */
export class FieldReader<Line = undefined> {
  /** What the start line says; `undefined` before it has come. The same object when it is the line before once more. */
  line: Line | undefined = undefined;
  /**
   * Names (lower case) and values of the block, as `HeaderList` holds them. After a start line it must not be changed: it
   * is the same array when the fields are those of the block before once more.
   */
  flat: string[] = [];
  readonly #limits: FieldLimits;
  readonly #readLine: ((line: string) => Line) | undefined;
  #wantsStartLine = false;
  #maySkipBlank = false;
  #bytes = 0;
  /** The part of a line whose end has not come yet. */
  #held = '';
  /** Bytes made into text at first: a little more than the block before had, so that little of what follows it is. */
  #window = firstWindow;
  readonly #last: LastHead<Line> | undefined;

  /**
   * With `readLine` each block begins with a line that is handed to it as soon as it is whole, without its CRLF and
   * unchecked, unless it is the line before; it may throw. Without it the block is fields only, as in trailers.
   */
  constructor(limits: FieldLimits, readLine?: (line: string) => Line) {
    this.#limits = limits;
    this.#readLine = readLine;
    this.#last = readLine && new LastHead();
    this.begin();
  }

  /** Makes ready for the next block. One empty line before a start line is skipped (RFC 9112 §2.2). */
  begin(): void {
    this.line = undefined;
    this.#wantsStartLine = this.#readLine !== undefined;
    if (!this.#wantsStartLine) this.flat = [];
    this.#maySkipBlank = this.#wantsStartLine;
    this.#bytes = 0;
    this.#held = '';
  }

  /** Whether some bytes of the block have come. An empty line before it is none of it. */
  get hasBegun(): boolean {
    return this.#held !== '' || (this.#bytes > 0 && !this.#wantsStartLine);
  }

  /**
   * Reads on from `at`. Answers the index after the empty line that ends the block, or -1 when all bytes are taken and
   * more are needed. Throws a `Fault` (`bad_request`, `bad_framing`, `uri_too_long`, `headers_too_large`, `too_many_headers`) whose
   * `detail` is the reason in a word; the reader must not be used again then.
   */
  read(bytes: Uint8Array, at: number): number {
    let from = at;
    let window = this.#endsLikeLast(bytes, at) ? this.#last!.length : this.#window;
    while (from < bytes.length) {
      const to = Math.min(from + window, bytes.length);
      const text = latin1(bytes, from, to);
      const unread = this.#isAgain(text) ? 0 : this.#readText(text);
      if (unread !== -1) {
        this.#window = Math.min(this.#bytes + windowSlack, firstWindow);
        return to - unread;
      }
      from = to;
      window = laterWindow;
    }
    return -1;
  }

  /** Whether a head that begins here may be the one before: an empty line ends where that one ended. */
  #endsLikeLast(bytes: Uint8Array, at: number): boolean {
    const length = this.#last?.length ?? 0;
    const end = at + length;
    return length > 0 && this.#bytes === 0 && bytes[end - 1] === LF && bytes[end - 2] === CR && bytes[end - 3] === LF;
  }

  /** Takes the whole head at once when it is the one before. */
  #isAgain(text: string): boolean {
    const last = this.#last;
    if (last === undefined || this.#bytes > 0 || this.#held !== '' || !last.is(text)) return false;
    this.#wantsStartLine = false;
    this.#bytes = text.length;
    this.line = last.line;
    this.flat = last.flat;
    return true;
  }

  /** Answers how many characters at the end of `text` lie behind the block, or -1 when the block goes on. */
  #readText(text: string): number {
    let lf = text.indexOf('\n');
    if (lf === -1) {
      this.#hold(this.#held + text, text.charCodeAt(text.length - 1));
      return -1;
    }
    let lines = text;
    if (this.#held !== '') {
      lf += this.#held.length;
      lines = this.#held + text;
      this.#held = '';
    }
    let start = 0;
    let headAt = -1;
    let fieldsAt = -1;
    while (lf !== -1) {
      const isStartLine = this.#wantsStartLine;
      let end = this.#line(lines, start, lf) ? lf + 1 : -1;
      if (isStartLine && !this.#wantsStartLine) {
        headAt = start;
        fieldsAt = lf + 1;
        end = this.#repeatedEnd(lines, fieldsAt);
      }
      if (end !== -1) {
        if (headAt !== -1) this.#last?.keep(lines.slice(headAt, end), fieldsAt - headAt, this.flat);
        return lines.length - end;
      }
      start = lf + 1;
      lf = lines.indexOf('\n', start);
    }
    if (start < lines.length) this.#hold(lines.slice(start), lines.charCodeAt(lines.length - 1));
    return -1;
  }

  /** Takes all fields at once when they are those of the block before. Answers where they end, or -1. */
  #repeatedEnd(text: string, at: number): number {
    const last = this.#last;
    const end = last?.fieldsEnd(text, at) ?? -1;
    if (last === undefined || end === -1 || this.#bytes + end - at > this.#limits.maxBytes) return -1;
    this.#bytes += end - at;
    this.flat = last.flat;
    return end;
  }

  /** Keeps an unfinished line. It is not looked into, so that a line that comes byte by byte stays a cheap rope. */
  #hold(text: string, lastCode: number): void {
    // The last character may be the CR of a line end, which the bounds count apart.
    this.#bound(lastCode === 13 ? text.length - 1 : text.length);
    this.#held = text;
  }

  #bound(lineBytes: number): void {
    const { maxBytes, maxStartLineBytes } = this.#limits;
    if (this.#wantsStartLine && lineBytes > maxStartLineBytes)
      throw new Fault('uri_too_long', { detail: 'start-line' });
    if (this.#bytes + lineBytes + 2 > maxBytes) throw new Fault('headers_too_large', { detail: 'block' });
  }

  /** Takes one whole line. Answers whether it ends the block. */
  #line(text: string, start: number, lf: number): boolean {
    const end = lf - 1;
    const hasCr = lf > start && text.charCodeAt(end) === 13;
    this.#bound(hasCr ? end - start : lf - start);
    if (!hasCr) throw new Fault('bad_request', { detail: 'bare-lf' });
    this.#bytes += lf + 1 - start;
    if (this.#wantsStartLine) {
      this.#startLine(text, start, end);
      return false;
    }
    if (end === start) return true;
    this.#field(text, start, end);
    return false;
  }

  #startLine(text: string, start: number, end: number): void {
    if (end === start) {
      if (!this.#maySkipBlank) throw new Fault('bad_request', { detail: 'empty-start-line' });
      this.#maySkipBlank = false;
      return;
    }
    this.#wantsStartLine = false;
    this.flat = [];
    const line = text.slice(start, end);
    const last = this.#last!;
    this.line = last.isStartLine(line) ? last.line : this.#readLine!(line);
    if (this.line !== last.line) last.keepLine(line, this.line!);
  }

  #field(text: string, start: number, end: number): void {
    if (isBlank(text.charCodeAt(start))) throw new Fault('bad_request', { detail: 'obs-fold' });
    const colon = text.indexOf(':', start);
    if (colon === -1 || colon >= end) throw new Fault('bad_request', { detail: 'no-colon' });
    if (this.flat.length >= 2 * this.#limits.maxCount) throw new Fault('too_many_headers', { detail: 'count' });
    const sent = text.slice(start, colon);
    const name = fieldName(sent);
    if (name === undefined) throw badName(sent);
    let first = colon + 1;
    while (first < end && isBlank(text.charCodeAt(first))) first++;
    let last = end;
    while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
    // Legal, yet some readers keep the tab and then do not know the coding: nothing may depend on who reads it.
    if (last < end && name === 'transfer-encoding' && text.slice(last, end).includes('\t')) {
      throw new Fault('bad_framing', { detail: 'tab-after-coding' });
    }
    if (name.length > this.#limits.maxNameBytes) throw new Fault('headers_too_large', { detail: 'name' });
    if (last - first > this.#limits.maxValueBytes) throw new Fault('headers_too_large', { detail: 'value' });
    const bad = badValueAt(text, first, last);
    if (bad !== -1) {
      throw new Fault('bad_request', { detail: text.charCodeAt(bad) === 13 ? 'bare-cr' : 'control-character' });
    }
    this.flat.push(name, text.slice(first, last));
  }
}

function badName(sent: string): Fault {
  if (sent === '') return new Fault('bad_request', { detail: 'empty-name' });
  const isSpaced = isBlank(sent.charCodeAt(sent.length - 1));
  return new Fault('bad_request', { detail: isSpaced ? 'space-before-colon' : 'bad-name' });
}

/** Most heads fit in the first window; what follows the head in the same bytes is then not made into text. */
const firstWindow = 2048;
/** By so much a head is often longer than the one before: targets, dates and lengths differ. */
const windowSlack = 256;
const laterWindow = 16_384;
const LF = 10;
const CR = 13;
