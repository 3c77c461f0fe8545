import { backslash, closeBracket, openBracket, quote } from '../json-bytes.ts';

/**
 * Counts the bytes of an answer that nobody reads, as far as they may be text: numbers and files in base64 are none. A
 * token is expected for every four of them.
 */
export class TextBytes {
  #count = 0;
  /** Bytes since something that base64 does not have. */
  #run = 0;
  #afterNumber = false;

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; at += 1) {
      const byte = bytes[at]!;
      if (byte <= blank || byte === quote || byte === backslash || byte >= beyondAscii) this.#run = 0;
      else this.#run += 1;
      this.#afterNumber = isOfNumbers(byte) || (this.#afterNumber && byte <= blank);
      if (!this.#afterNumber && this.#run <= longestWord) this.#count += 1;
    }
  }

  get tokens(): number {
    return Math.ceil(this.#count / 4);
  }
}

/** Digits, what stands in and between numbers, and around lists of them. */
function isOfNumbers(byte: number): boolean {
  return (byte >= plus && byte <= nine && byte !== slash) || byte === openBracket || byte === closeBracket;
}

const longestWord = 256;
const [blank, plus, slash, nine, beyondAscii] = [0x20, 0x2b, 0x2f, 0x39, 0x80];
