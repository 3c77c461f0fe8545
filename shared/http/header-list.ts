import type { FieldRun } from './field-run.ts';
import type { SentOn } from './sent-on.ts';

/**
 * Header fields in the order they arrived: name, value, name, value. Names are lower case; values are latin-1 text,
 * one character a byte, so that every byte survives. Repeated names stay apart.
 */
export class HeaderList {
  /** The fields themselves. Adapters read and write this array directly; everything else uses the methods. */
  readonly flat: string[];
  /** Only for fields as they came, which never change, where they came more than once. */
  sentOn: SentOn | undefined = undefined;
  /** Fields that the list begins with, as long as nobody changes them. */
  lead: FieldRun | undefined = undefined;

  constructor(flat: string[] = []) {
    this.flat = flat;
  }

  /** Builds a list from a record, for fields known when the code is written. Names must be lower case. */
  static of(fields: Readonly<Record<string, string>>): HeaderList {
    const list = new HeaderList();
    for (const name in fields) list.flat.push(name, fields[name]!);
    return list;
  }

  /** The value of the first field of this name. */
  get(name: string): string | undefined {
    const { flat } = this;
    for (let i = 0; i < flat.length; i += 2) if (flat[i] === name) return flat[i + 1];
    return undefined;
  }

  /** The values of all fields of this name as one, joined by a comma (RFC 9110 §5.3). Never for `set-cookie`. */
  joined(name: string): string | undefined {
    const { flat } = this;
    let found: string | undefined;
    for (let i = 0; i < flat.length; i += 2) {
      if (flat[i] === name) found = found === undefined ? flat[i + 1]! : `${found}, ${flat[i + 1]!}`;
    }
    return found;
  }

  /** The values of all fields of this name, in order. */
  all(name: string): string[] {
    const values: string[] = [];
    for (let i = 0; i < this.flat.length; i += 2) if (this.flat[i] === name) values.push(this.flat[i + 1]!);
    return values;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** How many fields there are. */
  get size(): number {
    return this.flat.length / 2;
  }

  /** Puts one field of this name in place of all there were: at the place of the first, else at the end. */
  set(name: string, value: string): void {
    const { flat } = this;
    for (let i = 0; i < flat.length; i += 2) {
      if (flat[i] !== name) continue;
      flat[i + 1] = value;
      this.#drop(name, i + 2);
      return;
    }
    flat.push(name, value);
  }

  append(name: string, value: string): void {
    this.flat.push(name, value);
  }

  delete(name: string): void {
    this.#drop(name, 0);
  }

  /** A list of the same fields that may be changed freely. */
  copy(): HeaderList {
    return new HeaderList(this.flat.slice());
  }

  *[Symbol.iterator](): Iterator<[name: string, value: string]> {
    for (let i = 0; i < this.flat.length; i += 2) yield [this.flat[i]!, this.flat[i + 1]!];
  }

  #drop(name: string, from: number): void {
    const { flat } = this;
    let kept = from;
    for (let i = from; i < flat.length; i += 2) {
      if (flat[i] === name) continue;
      if (kept !== i) {
        flat[kept] = flat[i]!;
        flat[kept + 1] = flat[i + 1]!;
      }
      kept += 2;
    }
    if (kept !== flat.length) flat.length = kept;
  }
}
