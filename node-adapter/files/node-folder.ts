import { Fault } from '../../shared/errors/fault.ts';
import {
  type FolderPolicy,
  type Found,
  isHidden,
  type ListedName,
  type ServedFolder,
} from '../../shared/platform/file-source.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { isName } from '../../shared/static/names-of-path.ts';
import { Descriptor } from './descriptor.ts';
import { type FileState, fileStateOf } from './file-state.ts';
import type { KeptFile, KeptFiles } from './kept-files.ts';
import { listFolder } from './list-folder.ts';
import { MemoryFile } from './memory-file.ts';
import { OpenFile } from './open-file.ts';
import { isAbsence, isStillAt, isVisible, realPathOf } from './real-place.ts';

/** Largest file that is kept in memory. */
const maxKeptBytes = 256 * 1024;
/** How long a file in memory is sent without another look at the disk. */
const freshMs = 1_000;

/** What a folder is served with. */
export interface NodeFolderParts {
  /** Absolute. It may be a link, also one that is changed while it is served. */
  readonly root: string;
  readonly policy: FolderPolicy;
  readonly kept: KeptFiles;
  readonly clock: Clock;
}

/** A folder of this machine. */
export class NodeFolder implements ServedFolder {
  readonly #parts: NodeFolderParts;
  /** Before the names in paths, and in keys: two views of a folder by different policies share nothing. */
  readonly #base: string;
  readonly #keyBase: string;

  constructor(parts: NodeFolderParts) {
    const { root, policy } = parts;
    this.#parts = parts;
    this.#base = root === '/' ? '/' : `${root}/`;
    this.#keyBase = `${policy.showsHidden ? 'h' : ''}${policy.followsLinks ? 'l' : ''}:${this.#base}`;
  }

  find(names: readonly string[]): Found | undefined | Promise<Found | undefined> {
    const { policy, kept, clock } = this.#parts;
    if (isHidden(names, policy)) return undefined;
    const key = this.#keyBase + names.join('/');
    const known = kept.get(key);
    if (!known) return this.#look(key, names, undefined);
    const now = clock.monotonic();
    if (now - known.checkedAt < freshMs) return known.file;
    // Others who ask meanwhile are sent what is in memory.
    kept.confirm(key, known, now);
    return this.#look(key, names, known);
  }

  async list(names: readonly string[], limit: number): Promise<readonly ListedName[]> {
    const { root, policy } = this.#parts;
    const realRoot = await realPathOf(root);
    if (realRoot === undefined) return [];
    return listFolder(this.#base + names.join('/'), limit, async (name) => {
      const place = [...names, name];
      if (!isName(name) || isHidden(place, policy)) return undefined;
      const real = await realPathOf(this.#base + place.join('/'));
      return real !== undefined && isVisible(real, realRoot, place, policy) ? real : undefined;
    });
  }

  async #look(key: string, names: readonly string[], known: KeptFile | undefined): Promise<Found | undefined> {
    const { kept } = this.#parts;
    let found: Found | undefined;
    try {
      found = await this.#seen(names, known?.file);
    } catch (error) {
      kept.drop(key);
      if (isAbsence(error)) return undefined;
      throw faultOf(error);
    }
    if (!(found instanceof MemoryFile)) kept.drop(key);
    else if (known?.file !== found) kept.keep(key, found, this.#parts.clock.monotonic());
    return found;
  }

  async #seen(names: readonly string[], known: MemoryFile | undefined): Promise<Found | undefined> {
    const { root, policy, clock } = this.#parts;
    const path = names.length === 0 ? root : this.#base + names.join('/');
    const [real, realRoot] = await Promise.all([realPathOf(path), realPathOf(root)]);
    if (real === undefined || realRoot === undefined || !isVisible(real, realRoot, names, policy)) return undefined;
    const descriptor = await Descriptor.open(real);
    let isTaken = false;
    try {
      const stats = await descriptor.stat();
      if (!(await isStillAt(descriptor.number, real))) return undefined;
      if (stats.isDirectory()) return 'folder';
      if (!stats.isFile()) return undefined;
      const state = fileStateOf(stats, clock.now());
      if (known?.state.identity === state.identity && known.state.isSettled) return known;
      if (state.size <= maxKeptBytes) return await inMemory(descriptor, state);
      isTaken = true;
      return new OpenFile(descriptor, state);
    } finally {
      if (!isTaken) descriptor.close();
    }
  }
}

/** The file as it is, or as much as there still is. */
function inMemory(descriptor: Descriptor, state: FileState): Promise<MemoryFile> {
  const content = Buffer.allocUnsafeSlow(state.size);
  return new Promise((resolve, reject) => {
    let at = 0;
    const next = (): void => {
      if (at === content.byteLength) resolve(new MemoryFile(state, content));
      else descriptor.read(content.subarray(at), at, onRead);
    };
    const onRead = (count: number | undefined, error: unknown): void => {
      if (count === undefined) reject(error);
      else if (count === 0) resolve(new MemoryFile(state, content.subarray(0, at)));
      else {
        at += count;
        next();
      }
    };
    next();
  });
}

function faultOf(error: unknown): Fault {
  const { code } = error as NodeJS.ErrnoException;
  const detail = String(error);
  if (code === 'EACCES' || code === 'EPERM') return new Fault('access_denied', { detail, cause: error });
  if (code === 'EMFILE' || code === 'ENFILE') return new Fault('overloaded', { detail, cause: error });
  return Fault.from(error);
}
