import type { Timers } from '../../shared/platform/timers.ts';
import { Descriptor } from '../files/descriptor.ts';
import { KeptFile } from './kept-file.ts';

/** Files that stay open for those who ask next. */
const mostOpen = 512;
/** How long one stays open that is not to be asked for again: who found it begins to read within that time. */
const graceMs = 15_000;
/** No more are open on that account. */
const mostLate = 512;

/** The open files of a cache: one that is asked for often is opened once. */
export class OpenFiles {
  readonly #timers: Timers;
  /** In the order of last use. */
  readonly #open = new Map<string, KeptFile>();
  readonly #opening = new Map<string, Promise<KeptFile | undefined>>();
  readonly #late = new Set<KeptFile>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** The file at `path`, if it is as long as it has to be. */
  get(path: string, length: number): KeptFile | undefined | Promise<KeptFile | undefined> {
    const open = this.#open.get(path);
    if (open) {
      this.#open.delete(path);
      this.#open.set(path, open);
      return open;
    }
    let opening = this.#opening.get(path);
    if (!opening) {
      opening = opened(path, length).then((descriptor) => this.#come(path, descriptor));
      this.#opening.set(path, opening);
    }
    return opening;
  }

  /** A file is no longer wanted; it can still be read by those who have it, for a while. */
  drop(path: string): void {
    const file = this.#open.get(path);
    if (file && this.#open.delete(path)) this.#letGoLater(file);
  }

  close(): void {
    for (const file of [...this.#open.values(), ...this.#late]) file.letGo();
    this.#open.clear();
    this.#late.clear();
  }

  #come(path: string, descriptor: Descriptor | undefined): KeptFile | undefined {
    this.#opening.delete(path);
    if (!descriptor) return undefined;
    const file = new KeptFile(descriptor);
    this.#open.set(path, file);
    if (this.#open.size > mostOpen) this.drop(this.#open.keys().next().value!);
    return file;
  }

  #letGoLater(file: KeptFile): void {
    this.#late.add(file);
    this.#timers.after(graceMs, () => {
      this.#late.delete(file);
      file.letGo();
    });
    if (this.#late.size <= mostLate) return;
    const [first] = this.#late;
    this.#late.delete(first!);
    first!.letGo();
  }
}

async function opened(path: string, length: number): Promise<Descriptor | undefined> {
  try {
    const descriptor = await Descriptor.open(path);
    const { size } = await descriptor.stat();
    if (Number(size) === length) return descriptor;
    descriptor.close();
    return undefined;
  } catch {
    // Whatever is wrong with it, it is not there.
    return undefined;
  }
}
