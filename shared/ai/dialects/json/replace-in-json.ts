import { Fault } from '../../../errors/fault.ts';
import { joinBytes } from '../../../http/join-bytes.ts';
import type { JsonValue } from '../../json.ts';
import { closeBrace, closeBracket, comma, isBlank, openBrace, openBracket, quote } from '../../json-bytes.ts';
import { stringEnd } from './outline.ts';

/** A change of a JSON text: the value at `place` becomes `value`; a field that is absent is put first in its object. */
export interface JsonChange {
  readonly place: readonly (string | number)[];
  readonly value: JsonValue;
}

/**
 * The JSON text with some values replaced and every other byte as it was: numbers, order, blanks and escapes stay. The
 * text must be valid, with no name twice in an object. Linear in the text, however many changes there are. Throws
 * `Fault('internal')` when a place is not there: what was to be replaced must not go on as it was.
 */
export function replaceInJson(content: Uint8Array, changes: readonly JsonChange[]): Uint8Array {
  const root = plan(changes);
  const editor = new Editor(content);
  editor.value(0, root);
  const missed = changes.find(({ place }) => !isDone(root, place));
  if (missed !== undefined)
    throw new Fault('internal', { detail: `no value at ${missed.place.join('.')} of the JSON` });
  return editor.result();
}

/** Changes as a tree: one level per name or index of their places. */
interface Branch {
  value?: JsonValue;
  isDone: boolean;
  readonly children: Map<string, Branch>;
}

function plan(changes: readonly JsonChange[]): Branch {
  const root: Branch = { isDone: false, children: new Map() };
  for (const { place, value } of changes) {
    let branch = root;
    for (const step of place) {
      const child = branch.children.get(String(step)) ?? { isDone: false, children: new Map() };
      branch.children.set(String(step), child);
      branch = child;
    }
    branch.value = value;
  }
  return root;
}

/** Whether the value at a place was written, by itself or with one that holds it. */
function isDone(root: Branch, place: JsonChange['place']): boolean {
  let branch: Branch | undefined = root;
  for (const step of place) {
    if (branch?.isDone) return true;
    branch = branch?.children.get(String(step));
  }
  return branch?.isDone === true;
}

class Editor {
  readonly #content: Uint8Array;
  readonly #pieces: Uint8Array[] = [];
  /** What stands before this place is in the pieces. */
  #done = 0;

  constructor(content: Uint8Array) {
    this.#content = content;
  }

  result(): Uint8Array {
    this.#pieces.push(this.#content.subarray(this.#done));
    return joinBytes(this.#pieces);
  }

  /** Walks the value at `start`, as deep as there are changes, and answers where it ends. */
  value(start: number, branch: Branch): number {
    const at = this.#skipBlanks(start);
    if (branch.value !== undefined) {
      branch.isDone = true;
      return this.#replace(at, this.#valueEnd(at), JSON.stringify(branch.value));
    }
    if (branch.children.size === 0) return this.#valueEnd(at);
    if (this.#content[at] === openBrace) return this.#object(at, branch);
    if (this.#content[at] === openBracket) return this.#list(at, branch);
    return this.#valueEnd(at);
  }

  #object(start: number, branch: Branch): number {
    const absent = new Map([...branch.children].filter(([, child]) => child.value !== undefined));
    const slot = this.#slotAt(start + 1);
    let at = this.#skipBlanks(start + 1);
    const isEmpty = this.#content[at] === closeBrace;
    while (this.#content[at] === quote) {
      const nameEnd = stringEnd(this.#content, at);
      const name = this.#name(at, nameEnd);
      absent.delete(name);
      const child = branch.children.get(name);
      const valueStart = this.#skipBlanks(this.#skipBlanks(nameEnd) + 1);
      at = this.#skipBlanks(child === undefined ? this.#valueEnd(valueStart) : this.value(valueStart, child));
      if (this.#content[at] === comma) at = this.#skipBlanks(at + 1);
    }
    for (const child of absent.values()) child.isDone = true;
    const fields = [...absent]
      .map(([name, child]) => `${JSON.stringify(name)}:${JSON.stringify(child.value)}`)
      .join(',');
    if (fields !== '') this.#pieces[slot] = encoder.encode(isEmpty ? fields : `${fields},`);
    return at + 1;
  }

  /** A piece that can be filled later. */
  #slotAt(place: number): number {
    this.#pieces.push(this.#content.subarray(this.#done, place), new Uint8Array(0));
    this.#done = place;
    return this.#pieces.length - 1;
  }

  #list(start: number, branch: Branch): number {
    let at = this.#skipBlanks(start + 1);
    if (this.#content[at] === closeBracket) return at + 1;
    for (let index = 0; ; index += 1) {
      const child = branch.children.get(String(index));
      at = this.#skipBlanks(child === undefined ? this.#valueEnd(at) : this.value(at, child));
      if (this.#content[at] !== comma) return at + 1;
      at = this.#skipBlanks(at + 1);
    }
  }

  #replace(start: number, end: number, text: string): number {
    this.#pieces.push(this.#content.subarray(this.#done, start), encoder.encode(text));
    this.#done = end;
    return end;
  }

  #name(start: number, end: number): string {
    return JSON.parse(decoder.decode(this.#content.subarray(start, end)));
  }

  #skipBlanks(from: number): number {
    let at = from;
    while (isBlank(this.#content[at])) at += 1;
    return at;
  }

  /** Where the value that begins at `start` ends. */
  #valueEnd(start: number): number {
    let depth = 0;
    for (let at = start; at < this.#content.byteLength; at += 1) {
      const byte = this.#content[at]!;
      if (byte === quote) {
        at = stringEnd(this.#content, at) - 1;
        if (depth === 0) return at + 1;
      } else if (byte === openBrace || byte === openBracket) depth += 1;
      else if (byte === closeBrace || byte === closeBracket) {
        if (depth === 0) return at;
        depth -= 1;
        if (depth === 0) return at + 1;
      } else if (depth === 0 && (byte === comma || isBlank(byte))) return at;
    }
    return this.#content.byteLength;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
