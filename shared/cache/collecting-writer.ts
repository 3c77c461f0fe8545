import type { StoreWriter } from './cache-store.ts';

/** Collects a body for a store that takes it in one piece. One that grows beyond its bounds is not kept. */
export class CollectingWriter implements StoreWriter {
  onReady: (() => void) | undefined = undefined;
  readonly #keep: (chunks: readonly Uint8Array[]) => Promise<unknown>;
  #room: number;
  #chunks: Uint8Array[] = [];
  #isGivenUp = false;

  constructor(maxBytes: number, keep: (chunks: readonly Uint8Array[]) => Promise<unknown>) {
    this.#room = maxBytes;
    this.#keep = keep;
  }

  write(chunk: Uint8Array): boolean {
    this.#room -= chunk.byteLength;
    if (this.#room < 0) this.abort();
    else if (!this.#isGivenUp) this.#chunks.push(chunk);
    return true;
  }

  async commit(): Promise<void> {
    if (!this.#isGivenUp) await this.#keep(this.#chunks);
  }

  abort(): void {
    this.#isGivenUp = true;
    this.#chunks = [];
  }
}
