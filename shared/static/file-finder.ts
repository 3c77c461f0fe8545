import type { Found, ServedFolder, StoredFile } from '../platform/file-source.ts';
import { namesOfPath, type Place } from './names-of-path.ts';

/** What a request path leads to. */
export type Sight =
  | { readonly kind: 'file'; readonly file: StoredFile; readonly names: readonly string[] }
  /** A folder without an index. */
  | { readonly kind: 'folder'; readonly names: readonly string[] }
  /** A folder, asked for without the slash at its end. */
  | { readonly kind: 'moved' }
  | { readonly kind: 'nothing' };

/** What is sent where the path itself leads to no file. */
export interface FinderSettings {
  /** Names of files that stand for their folder, the first that is there. */
  readonly index: readonly string[];
  /** The file in place of whatever is not there. */
  readonly fallback: readonly string[] | undefined;
}

/** Finds what paths lead to in a folder. */
export class FileFinder {
  readonly #folder: ServedFolder;
  readonly #settings: FinderSettings;

  constructor(folder: ServedFolder, settings: FinderSettings) {
    this.#folder = folder;
    this.#settings = settings;
  }

  /** Looks for a path as the client sent it; at once where the folder knows at once. */
  look(path: string): Sight | Promise<Sight> {
    const place = namesOfPath(path);
    if (!place) return nothing;
    const [index] = this.#settings.index;
    const names = place.isFolder && index !== undefined ? [...place.names, index] : place.names;
    const found = this.#folder.find(names);
    if (found instanceof Promise) return found.then((late) => this.#judge(place, names, late));
    return this.#judge(place, names, found);
  }

  #judge(place: Place, names: readonly string[], found: Found | undefined): Sight | Promise<Sight> {
    // Without an index to look for, the folder itself was found.
    if (isFile(found) && !(place.isFolder && names === place.names)) return { kind: 'file', file: found, names };
    if (isFile(found)) found.close();
    if (place.isFolder) return this.#lookInto(place.names);
    return found === 'folder' ? { kind: 'moved' } : this.#otherwise();
  }

  /** A folder whose first index is not there. */
  async #lookInto(folder: readonly string[]): Promise<Sight> {
    for (const index of this.#settings.index.slice(1)) {
      const names = [...folder, index];
      const found = await this.#folder.find(names);
      if (isFile(found)) return { kind: 'file', file: found, names };
    }
    const found = await this.#folder.find(folder);
    if (found === 'folder') return { kind: 'folder', names: folder };
    found?.close();
    return this.#otherwise();
  }

  async #otherwise(): Promise<Sight> {
    const { fallback } = this.#settings;
    const found = fallback && (await this.#folder.find(fallback));
    return isFile(found) ? { kind: 'file', file: found, names: fallback! } : nothing;
  }
}

const nothing: Sight = { kind: 'nothing' };

function isFile(found: Found | undefined): found is StoredFile {
  return found !== undefined && found !== 'folder';
}
