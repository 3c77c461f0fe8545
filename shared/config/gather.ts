import type { CertificateReader } from './certificate-reader.ts';
import type { BlockShape } from './fields/shape.ts';
import type { Place, Problems } from './problem.ts';
import { readEntry } from './read-entry.ts';
import type { Part } from './source/part.ts';
import type { Leaf, Mapping } from './source/tree.ts';

/** How files are reached. */
export interface Files {
  /** The text of a file. A path that is not absolute counts from the folder of `from`. */
  readonly read?: (path: string, from: string | undefined) => string | Promise<string>;
  /** The path as it is found from anywhere, counted from the folder of `from`. */
  readonly resolve?: (path: string, from: string | undefined) => string;
  /** The files a pattern fits, sorted, counted from the folder of `from`. */
  readonly glob?: (pattern: string, from: string) => readonly string[] | Promise<readonly string[]>;
  /** Looks into certificates, where the runtime can. */
  readonly certificates?: CertificateReader;
  /** Whether there is a folder at an absolute path. */
  readonly isFolder?: (path: string) => boolean;
  /** What is wrong with a database of countries at an absolute path; `undefined` when it is sound. */
  readonly problemOfGeo?: (path: string) => string | undefined;
}

/** Where a configuration comes from: a file, a text with the name of its file, or data. */
export type Entry =
  | string
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly data: unknown };

const mostFiles = 1000;

/** Reads a configuration and everything it takes in; each file once, however many name it. */
export async function gather(entry: Entry, files: Files, root: BlockShape, problems: Problems): Promise<Gathered> {
  const gathering = new Gathering(files, root, problems);
  await gathering.take(entry);
  return gathering;
}

/** What was read. */
export interface Gathered {
  readonly trees: readonly Mapping[];
  /** Whether every file could be read; what seems to be missing may stand in one that could not. */
  readonly isWhole: boolean;
}

/** One reading of a configuration, file by file. */
class Gathering implements Gathered {
  readonly trees: Mapping[] = [];
  isWhole = true;
  readonly #files: Files;
  readonly #root: BlockShape;
  readonly #problems: Problems;
  readonly #seen = new Set<string>();
  /** How a file is named in problems, where that is not its path. */
  readonly #names = new Map<string, string>();
  /** The files that are being read, the outermost first. */
  readonly #open: string[] = [];

  constructor(files: Files, root: BlockShape, problems: Problems) {
    this.#files = files;
    this.#root = root;
    this.#problems = problems;
  }

  async take(entry: Entry): Promise<void> {
    const parts = await this.#read(entry);
    const name = typeof entry === 'string' ? entry : entry.name;
    // Found anew by an include, it must be known to be the same file.
    this.#names.set(this.#files.resolve?.(name, undefined) ?? name, name);
    await this.#parts(parts, name);
  }

  async #file(path: string, namedAt: Place): Promise<void> {
    if (this.#seen.size >= mostFiles) {
      this.#problems.error(namedAt, '', `more than ${mostFiles} files are taken in`);
      return;
    }
    await this.#parts(await this.#read(path, namedAt), path);
  }

  async #read(entry: Entry, namedAt?: Place): Promise<readonly Part[]> {
    const before = this.#problems.list.length;
    const parts = await readEntry(entry, this.#files, this.#root, this.#problems, namedAt);
    if (parts.length === 0 && this.#problems.list.length > before) this.isWhole = false;
    return parts;
  }

  async #parts(parts: readonly Part[], file: string): Promise<void> {
    this.#seen.add(file);
    this.#open.push(file);
    for (const part of parts) {
      if (part.kind === 'settings') this.trees.push(part.tree);
      else await this.#include(part.patterns, file);
    }
    this.#open.pop();
  }

  async #include(patterns: readonly Leaf[], from: string): Promise<void> {
    for (const { value, place } of patterns) {
      if (typeof value !== 'string') {
        this.#problems.error(place, 'include', '"include" needs the name of a file');
        continue;
      }
      const found = await this.#glob(value, from, place);
      if (found?.length === 0) this.#missing(value, place);
      for (const path of found ?? []) await this.#included(this.#names.get(path) ?? path, place);
    }
  }

  /** A pattern may come to fit files later; one file that is named is meant to be there. */
  #missing(pattern: string, place: Place): void {
    if (/[*?[{]/.test(pattern)) {
      this.#problems.warning(place, 'include', `no file fits "${pattern}"`);
      return;
    }
    this.isWhole = false;
    this.#problems.error(place, 'include', `there is no file "${pattern}"`);
  }

  /** A file that is being read is a cycle; one that has been read is not taken twice. */
  async #included(path: string, place: Place): Promise<void> {
    if (this.#open.includes(path)) {
      const way = [...this.#open.slice(this.#open.indexOf(path)), path].join(' -> ');
      this.#problems.error(place, 'include', `${path} takes itself in: ${way}`);
      return;
    }
    if (!this.#seen.has(path)) await this.#file(path, place);
  }

  async #glob(pattern: string, from: string, place: Place): Promise<readonly string[] | undefined> {
    try {
      if (!this.#files.glob) throw new Error('this runtime has no files');
      return await this.#files.glob(pattern, from);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.isWhole = false;
      this.#problems.error(place, 'include', `"${pattern}" cannot be taken in: ${reason}`);
      return undefined;
    }
  }
}
