import { hash } from 'node:crypto';
import type { EntryHead, Marker } from '../../shared/cache/entry.ts';
import { Sieve, type SieveNode } from '../../shared/cache/memory/sieve.ts';
import type { FoundEntry } from './disk-index.ts';
import type { SharedIndex } from './shared-index.ts';
import { SharedMarks } from './shared-marks.ts';

/** What was found, read. */
export interface ReadEntry {
  /** What stands for the key in the index. */
  readonly name: string;
  readonly entry: FoundEntry;
  /** Of a response the head, of a marker the marker. */
  readonly said: EntryHead | Marker;
}

/** Entries that stay in memory, and bytes of them, at most. */
const mostWarm = 1_024;
const mostWarmBytes = 4 * 1024 * 1024;

/**
 * Finds entries in an index. The few that are asked for most stay in memory as they were read, with the mark that stood
 * for them then: they are used as long as no process has changed it.
 */
export class EntryFinder {
  readonly #index: SharedIndex;
  readonly #warm = new Map<string, SieveNode<Warm>>();
  readonly #sieve = new Sieve<Warm>();
  #bytes = 0;

  constructor(index: SharedIndex) {
    this.#index = index;
  }

  /** What is in memory and has not been changed since: nothing was purged since then either. */
  warm(key: string): ReadEntry | undefined {
    const node = this.#warm.get(key);
    if (!node) return undefined;
    const { place, mark, found } = node.value;
    if (this.#index.with((_, marks) => marks.at(place)) === mark) {
      node.visited = true;
      return found;
    }
    this.#drop(node);
    return undefined;
  }

  /** What is in the index. */
  read(key: string): ReadEntry | undefined {
    const name = nameOf(key);
    const place = SharedMarks.placeOf(name);
    return this.#index.with((index, marks) => {
      // Before the entry: what changes in between is noticed next time.
      const mark = marks.at(place);
      const entry = index.find(name);
      if (!entry) return undefined;
      const found = { name, entry, said: JSON.parse(entry.head) as ReadEntry['said'] };
      this.#keep({ key, place, mark, found, bytes: entry.body.byteLength + 4 * entry.head.length + 1024 });
      return found;
    });
  }

  #keep(warm: Warm): void {
    this.#warm.set(warm.key, this.#sieve.add(warm));
    this.#bytes += warm.bytes;
    while (this.#warm.size > mostWarm || this.#bytes > mostWarmBytes) this.#drop(this.#sieve.victim()!);
  }

  #drop(node: SieveNode<Warm>): void {
    this.#warm.delete(node.value.key);
    this.#sieve.remove(node);
    this.#bytes -= node.value.bytes;
  }
}

/** What stands for a key: of one length, and of any characters. */
export function nameOf(key: string): string {
  return hash('sha256', key, 'base64url');
}

interface Warm {
  readonly key: string;
  readonly place: number;
  readonly mark: number;
  readonly found: ReadEntry;
  readonly bytes: number;
}
