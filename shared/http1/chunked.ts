import { Fault } from '../errors/fault.ts';
import { type ExtensionState, mayEndExtension, nextInExtension } from './chunk-extension.ts';
import { type FieldLimits, FieldReader } from './fields.ts';
import { refuseForbiddenTrailers } from './trailers.ts';

/** Bounds of what a chunked body may carry beside its data. */
export interface ChunkedLimits {
  /** Bytes of the extensions of one chunk, and of all chunks of one body. */
  readonly maxChunkExtensionBytes: number;
  readonly maxExtensionBytes: number;
  readonly trailers: FieldLimits;
}

/**
 * Takes a chunked body apart (RFC 9112 §7.1), strictly: bare hexadecimal sizes below 2^53, CRLF and nothing else as
 * line end. Bytes may come in any pieces; data goes out as views of what came in, small chunks that came together as
 * one copy: what is done with each piece costs far more than the six bytes a client needs to make one.
 *
 * Use: `begin`, then `read` in a loop until the bytes are used up or `isDone`; after each call, `piece` is the data
 * found, if any. One decoder serves a whole connection.
 */
export class ChunkedDecoder {
  /** The data that the last `read` came upon. */
  piece: Uint8Array | undefined = undefined;
  /** Whether the body is complete, trailers included. */
  isDone = false;
  readonly #limits: ChunkedLimits;
  readonly #trailers: FieldReader;
  #state: State = firstDigit;
  #size = 0;
  #digits = 0;
  #extensionState: ExtensionState = 'name-start';
  #extensionBytes = 0;
  #allExtensionBytes = 0;
  /** What was found wrong behind a piece that had to be delivered first. */
  #fault: Fault | undefined = undefined;

  constructor(limits: ChunkedLimits) {
    this.#limits = limits;
    this.#trailers = new FieldReader(limits.trailers);
  }

  /** Makes ready for the next body. */
  begin(): void {
    this.piece = undefined;
    this.isDone = false;
    this.#fault = undefined;
    this.#state = firstDigit;
    this.#allExtensionBytes = 0;
    this.#beginSize();
  }

  /** Names and values of the trailer fields, when the body is done; empty when there were none. */
  get trailers(): string[] {
    return this.#trailers.flat;
  }

  /**
   * Reads on from `at` and answers the index it came to: after a piece of data, after the whole body, or at the end of
   * the bytes. Throws a `Fault`: `bad_framing`, or for trailers what `FieldReader` throws.
   */
  read(bytes: Uint8Array, at: number): number {
    const end = this.#readOne(bytes, at);
    const { piece } = this;
    const isAlone = piece === undefined || piece.length > maxSmall || end === bytes.length;
    return isAlone ? end : this.#readOn(bytes, end, piece);
  }

  /** Adds the small chunks that follow a small piece to it, as far as they are there whole. */
  #readOn(bytes: Uint8Array, at: number, first: Uint8Array): number {
    let joined: Uint8Array | undefined;
    let filled = first.length;
    let i = at;
    while (i < bytes.length && this.#state !== inTrailers) {
      if (this.#state !== data) {
        if (!this.#mayStep(bytes[i]!)) break;
        i++;
        continue;
      }
      const end = i + this.#size;
      if (this.#size > maxSmall || end > bytes.length || filled + this.#size > maxJoined) break;
      joined ??= startOf(first, Math.min(maxJoined, filled + bytes.length - i));
      for (let from = i; from < end; from++) joined[filled++] = bytes[from]!;
      this.#size = 0;
      this.#state = dataCr;
      i = end;
    }
    if (joined !== undefined) this.piece = joined.subarray(0, filled);
    return i;
  }

  /** Takes a byte, or keeps what is wrong with it until the piece at hand is delivered. */
  #mayStep(byte: number): boolean {
    try {
      this.#step(byte);
      return true;
    } catch (error) {
      this.#fault = Fault.from(error);
      return false;
    }
  }

  #readOne(bytes: Uint8Array, at: number): number {
    this.piece = undefined;
    if (this.#fault !== undefined) throw this.#fault;
    let i = at;
    while (i < bytes.length) {
      if (this.#state === data) return this.#takeData(bytes, i);
      if (this.#state === inTrailers) return this.#takeTrailers(bytes, i);
      this.#step(bytes[i]!);
      i++;
    }
    return i;
  }

  #takeData(bytes: Uint8Array, at: number): number {
    const end = Math.min(bytes.length, at + this.#size);
    this.piece = at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end);
    this.#size -= end - at;
    if (this.#size === 0) this.#state = dataCr;
    return end;
  }

  #takeTrailers(bytes: Uint8Array, at: number): number {
    const end = this.#trailers.read(bytes, at);
    if (end === -1) return bytes.length;
    refuseForbiddenTrailers(this.#trailers.flat);
    this.isDone = true;
    return end;
  }

  /** Takes one byte of what stands between pieces of data. */
  #step(byte: number): void {
    switch (this.#state) {
      case firstDigit:
        this.#digit(byte);
        this.#state = digits;
        return;
      case digits:
        if (byte === CR) this.#state = sizeLf;
        else if (byte === SEMICOLON) this.#beginExtension();
        else this.#digit(byte);
        return;
      case extension:
        this.#extension(byte);
        return;
      case sizeLf:
        if (byte !== LF) throw badChunk('size-line-end');
        this.#beginContent();
        return;
      case dataCr:
        if (byte !== CR) throw badChunk('data-end');
        this.#state = dataLf;
        return;
      default:
        if (byte !== LF) throw badChunk('data-end');
        this.#state = firstDigit;
        this.#beginSize();
    }
  }

  #beginSize(): void {
    this.#size = 0;
    this.#digits = 0;
    this.#extensionBytes = 0;
  }

  #digit(byte: number): void {
    const value = hexValue(byte);
    this.#digits += 1;
    this.#size = this.#size * 16 + value;
    if (value < 0) throw badChunk('size-digit');
    if (this.#digits > maxDigits || this.#size > Number.MAX_SAFE_INTEGER) throw badChunk('size-overflow');
  }

  #beginExtension(): void {
    this.#state = extension;
    this.#extensionState = 'name-start';
  }

  #extension(byte: number): void {
    if (byte === CR && mayEndExtension(this.#extensionState)) {
      this.#state = sizeLf;
      return;
    }
    const { maxChunkExtensionBytes, maxExtensionBytes } = this.#limits;
    this.#extensionBytes += 1;
    this.#allExtensionBytes += 1;
    if (this.#extensionBytes > maxChunkExtensionBytes || this.#allExtensionBytes > maxExtensionBytes) {
      throw badChunk('extensions-too-large');
    }
    const next = nextInExtension(this.#extensionState, byte);
    if (next === undefined) throw badChunk('extension-character');
    this.#extensionState = next;
  }

  #beginContent(): void {
    if (this.#size > 0) {
      this.#state = data;
      return;
    }
    this.#trailers.begin();
    this.#state = inTrailers;
  }
}

/** A buffer of this size that begins with these bytes. */
function startOf(piece: Uint8Array, size: number): Uint8Array {
  const buffer = new Uint8Array(size);
  buffer.set(piece);
  return buffer;
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function badChunk(detail: string): Fault {
  return new Fault('bad_framing', { detail: `chunk-${detail}` });
}

type State = number;
const firstDigit = 0;
const digits = 1;
const extension = 2;
const sizeLf = 3;
const data = 4;
const dataCr = 5;
const dataLf = 6;
const inTrailers = 7;

const LF = 10;
const CR = 13;
const SEMICOLON = 0x3b;
/** Chunks of up to so many bytes are joined, up to so many in all. */
const maxSmall = 1024;
const maxJoined = 16_384;
/** More digits than any size below 2^53 needs; leading zeros count. */
const maxDigits = 16;
