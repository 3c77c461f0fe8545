import type { JsonObject } from '../json.ts';

/**
 * The chunks of a stream differ in the text that they add and in hardly anything else. The frame of a chunk is all of it
 * but that text, and the padding by which OpenAI hides how long it is: a chunk in the frame of the one before means the
 * same, with another text, and need not be parsed to know it.
 */
export class ChunkFrame {
  /** Up to the text, from there to the padding, and the rest; the last is empty where there is no padding. */
  #before = '';
  #behind = '';
  #rest = '';

  /** Takes the frame of a chunk that was parsed: what it adds is this text, which is a field of `said`. */
  learn(data: string, text: string, said: JsonObject): void {
    this.forget();
    const name = spoken.find((each) => said[each] === text);
    // Without escapes a name is spelled in one way, so that a field whose name stands there once is the one in `said`.
    const start = name === undefined || !isPlain(data) ? -1 : startOf(data, name);
    if (start === -1) return;
    this.#before = data.slice(0, start);
    this.#keepRest(data.slice(start + text.length));
  }

  forget(): void {
    this.#before = '';
  }

  /** The text that a chunk in this frame adds; `undefined` when it has another frame, or adds nothing. */
  textIn(data: string): string | undefined {
    const before = this.#before;
    if (before === '' || !data.startsWith(before)) return undefined;
    const end = data.indexOf('"', before.length);
    if (end === before.length || !data.startsWith(this.#behind, end) || !this.#endsWell(data, end)) return undefined;
    const text = data.slice(before.length, end);
    return isPlain(text) ? text : undefined;
  }

  #keepRest(behind: string): void {
    const start = startOf(behind, 'obfuscation');
    const end = start === -1 ? -1 : behind.indexOf('"', start);
    this.#behind = end === -1 ? behind : behind.slice(0, start);
    this.#rest = end === -1 ? '' : behind.slice(end);
  }

  #endsWell(data: string, textEnd: number): boolean {
    const at = textEnd + this.#behind.length;
    if (this.#rest === '') return at === data.length;
    const end = data.indexOf('"', at);
    return end + this.#rest.length === data.length && data.endsWith(this.#rest) && isPlain(data.slice(at, end));
  }
}

/** Where the text begins that is the value of a field; -1 unless exactly one field has the name, and it is a text. */
function startOf(data: string, name: string): number {
  const field = `"${name}":`;
  const at = data.indexOf(field);
  if (at === -1 || data.indexOf(field, at + 1) !== -1) return -1;
  const value = at + field.length + (data[at + field.length] === ' ' ? 1 : 0);
  return data[value] === '"' ? value + 1 : -1;
}

/** Whether a text holds nothing that JSON escapes, or escapes with, but for the quote. */
function isPlain(text: string): boolean {
  return plain.test(text);
}

const plain = /^[ -[\]-\uffff]*$/;
/** The fields that most texts come in. */
const spoken = ['content', 'text', 'reasoning_content', 'reasoning'];
