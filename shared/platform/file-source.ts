import type { Body } from '../http/body.ts';
import type { ByteRange } from '../http/range.ts';

/** Folders that files are served from. */
export interface FileSource {
  /** The folder a configuration names, perhaps by a relative path. Throws a `Fault` when it cannot be served. */
  folder(root: string, policy: FolderPolicy): ServedFolder;
}

/** What of a folder may be seen. */
export interface FolderPolicy {
  /** Names that begin with a dot; without it, of those only `.well-known` at the top (RFC 8615). */
  readonly showsHidden: boolean;
  /** Links are followed to what is inside the folder; without it, nothing that is reached by a link is there. */
  readonly followsLinks: boolean;
}

/** A folder, seen through its policy: what that hides, and what lies outside, is not there. */
export interface ServedFolder {
  /**
   * What is at a place now. Names are never empty, `.` or `..`, and hold no slash, backslash or control character. A
   * file must be closed, or what it reads be started and closed after.
   */
  find(names: readonly string[]): Found | undefined | Promise<Found | undefined>;
  /** What is in a folder, in any order; more than `limit` when there is more. */
  list(names: readonly string[], limit: number): Promise<readonly ListedName[]>;
}

/** A file, or that there is a folder. */
export type Found = StoredFile | 'folder';

/** A file in the state it had when it was found. */
export interface StoredFile {
  /** Bytes; `undefined` where the platform does not tell. */
  readonly size: number | undefined;
  /** Entity tag, with quotes. */
  readonly etag: string | undefined;
  /** Milliseconds since the epoch, and the same as HTTP writes it. */
  readonly modifiedAt: number | undefined;
  readonly lastModified: string | undefined;
  /** All of it, where it is at hand. */
  readonly content: Uint8Array | undefined;
  /** A part of it; several may be read, one after the other. Or everything, which closes it when it is over. */
  read(range: ByteRange | undefined): Body;
  /** Lets go of it, once nothing more is read. */
  close(): void;
}

/** One line of a listing. */
export interface ListedName {
  readonly name: string;
  readonly isFolder: boolean;
  readonly size: number | undefined;
  readonly modifiedAt: number | undefined;
}

/** Whether the policy hides what these names lead to. */
export function isHidden(names: readonly string[], { showsHidden }: Pick<FolderPolicy, 'showsHidden'>): boolean {
  if (showsHidden) return false;
  for (let i = 0; i < names.length; i += 1) {
    if (names[i]!.charCodeAt(0) === dot && !(i === 0 && names[0] === '.well-known')) return true;
  }
  return false;
}

const dot = 46;
