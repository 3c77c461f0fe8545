import type { JsonObject } from '../json.ts';
import type { LostField } from './translation-table.ts';

/** Collects by name what a translation cannot carry. Names are safe in a header; there are never more than a few dozen. */
export class Losses {
  readonly #names = new Set<string>();

  /** All names so far, in the order in which they were met. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  /** Takes note of a loss that the table knows. */
  add(name: LostField): void {
    this.#note(name);
  }

  /** Takes note of every field of an object that is none of `known`, and holds something. `prefix` tells where it stands. */
  others(object: JsonObject, known: ReadonlySet<string>, prefix = ''): void {
    for (const name of Object.keys(object)) {
      const value = object[name];
      if (known.has(name) || value === null || value === undefined) continue;
      this.#note(prefix + plainName(name));
    }
  }

  /** Takes note of a kind of content that nobody knows. */
  kind(prefix: string, kind: string): void {
    this.#note(`${prefix}${plainName(kind)}`);
  }

  #note(name: string): void {
    if (this.#names.size < mostNames) this.#names.add(name);
    else this.#names.add('more');
  }
}

/** A name of a client as a header may carry it. */
function plainName(name: string): string {
  return name.slice(0, 64).replace(/[^A-Za-z0-9_.-]/g, '?');
}

/** Longer lists tell nobody more; headers have limits too. */
const mostNames = 32;
