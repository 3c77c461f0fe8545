import { closeSync, fstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs';

/** When a log file is put aside and a new one begun. */
export interface Rotation {
  readonly maxSizeBytes: number;
  /** Files put aside that are kept: `name.1` is the newest. */
  readonly keep: number;
}

/** An open log file, or one of the standard streams. */
export class LogFile {
  readonly path: string;
  readonly #rotation: Rotation | undefined;
  #descriptor: number;
  #size = 0;

  /** Throws when the file cannot be opened. */
  constructor(path: string, rotation: Rotation | undefined) {
    this.path = path;
    this.#rotation = rotation;
    this.#descriptor = this.#open();
  }

  get descriptor(): number {
    return this.#descriptor;
  }

  /** Whether it is one of the streams that the process was started with. */
  get isStandard(): boolean {
    return this.path in standard;
  }

  /** Makes ready for so many bytes more: puts the file aside first when they would not fit. Nothing may be on its way. */
  makeRoom(bytes: number): void {
    const { isStandard } = this;
    if (
      !isStandard &&
      this.#rotation !== undefined &&
      this.#size > 0 &&
      this.#size + bytes > this.#rotation.maxSizeBytes
    ) {
      this.#rotate(this.#rotation.keep);
    }
    this.#size += bytes;
  }

  /**
   * Opens the file anew, because another program has put it aside. Answers the descriptor there was, for the caller to
   * close once nothing is on its way to it; `undefined` where there is none to close.
   */
  reopen(): number | undefined {
    if (this.isStandard) return undefined;
    const before = this.#descriptor;
    this.#descriptor = this.#open();
    return before;
  }

  /** Puts the file aside when what this and other processes have written to it is too much. Answers whether it was. */
  putAsideIfFull(): boolean {
    if (this.isStandard || this.#rotation === undefined) return false;
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size < this.#rotation.maxSizeBytes) return false;
    this.#rotate(this.#rotation.keep);
    return true;
  }

  close(): void {
    if (!this.isStandard) closeSync(this.#descriptor);
  }

  #open(): number {
    const known = standard[this.path];
    if (known !== undefined) return known;
    const descriptor = openSync(this.path, 'a', 0o640);
    this.#size = fstatSync(descriptor).size;
    return descriptor;
  }

  #rotate(keep: number): void {
    rmSync(`${this.path}.${keep}`, { force: true });
    for (let i = keep - 1; i >= 1; i -= 1) renameIfThere(`${this.path}.${i}`, `${this.path}.${i + 1}`);
    if (keep > 0) renameIfThere(this.path, `${this.path}.1`);
    else rmSync(this.path, { force: true });
    const before = this.reopen();
    if (before !== undefined) closeSync(before);
  }
}

const standard: Readonly<Record<string, number>> = { stdout: 1, stderr: 2 };

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
