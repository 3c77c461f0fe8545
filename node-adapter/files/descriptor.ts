import { type BigIntStats, close, constants, fstat, open, read } from 'node:fs';
import { promisify } from 'node:util';

const openFile = promisify(open);
const statFile = promisify(fstat) as (file: number, options: { bigint: true }) => Promise<BigIntStats>;

// A pipe would keep the opening waiting; a link was resolved before.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** An open file of the system. It is closed once, and never while a read is under way. */
export class Descriptor {
  readonly number: number;
  #reads = 0;
  #isClosing = false;

  private constructor(number: number) {
    this.number = number;
  }

  static async open(path: string): Promise<Descriptor> {
    return new Descriptor(await openFile(path, flags));
  }

  stat(): Promise<BigIntStats> {
    return statFile(this.number, { bigint: true });
  }

  /** Reads into a buffer from a place in the file; `undefined` in place of the count when it failed. */
  read(into: Uint8Array, position: number, onRead: (count: number | undefined, error: unknown) => void): void {
    this.#reads += 1;
    read(this.number, into, 0, into.byteLength, position, (error, count) => {
      this.#reads -= 1;
      if (this.#isClosing) this.#close();
      onRead(error ? undefined : count, error);
    });
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#close();
  }

  #close(): void {
    if (this.#reads > 0) return;
    // Nothing was written: there is nothing that closing could lose.
    close(this.number, () => undefined);
  }
}
