import { codeBytes } from '../platform/code-bytes.ts';
import type { Compression, ContentCoding } from '../platform/compression.ts';

/** Effort of what is coded once and sent often. */
const level = 6;
/** How many copies are kept, however short. */
const maxCopies = 4096;
/** Files coded at once; what would be one more is sent as it is. */
const maxAtOnce = 16;

/** Content of files in their codings, the latest used, within a bound; each is made once. */
export class CodedCopies {
  readonly #compression: Compression;
  readonly #maxBytes: number;
  /** By coding and file; the least recently used come first. */
  readonly #copies = new Map<string, Copy>();
  readonly #making = new Map<string, Promise<Uint8Array | undefined>>();
  #bytes = 0;

  constructor(compression: Compression, maxBytes: number) {
    this.#compression = compression;
    this.#maxBytes = maxBytes;
  }

  /** The content of a file in a coding, if it is kept; `null` when the coding would not make it shorter. */
  kept(key: string, etag: string): Uint8Array | null | undefined {
    const copy = this.#copies.get(key);
    if (copy?.etag !== etag) return undefined;
    this.#copies.delete(key);
    this.#copies.set(key, copy);
    return copy.content;
  }

  /** Codes a content, unless that is under way, and keeps it; `undefined` when it is better sent as it is. */
  make(
    key: string,
    etag: string,
    coding: ContentCoding,
    read: () => Promise<Uint8Array>,
  ): Promise<Uint8Array | undefined> {
    const name = `${key}\n${etag}`;
    const underWay = this.#making.get(name);
    if (underWay) return underWay;
    if (this.#making.size >= maxAtOnce) return Promise.resolve(undefined);
    const making = this.#code(key, etag, coding, read).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  async #code(
    key: string,
    etag: string,
    coding: ContentCoding,
    read: () => Promise<Uint8Array>,
  ): Promise<Uint8Array | undefined> {
    const plain = await read();
    let content: Uint8Array | null;
    try {
      content = await codeBytes(this.#compression.encoder(coding, level), plain, plain.byteLength);
    } catch {
      // Longer than it was, or the coder failed: it is sent as it is, and not tried again.
      content = null;
    }
    this.#keep(key, { etag, content });
    return content ?? undefined;
  }

  #keep(key: string, copy: Copy): void {
    this.#drop(key);
    const bytes = copy.content?.byteLength ?? 0;
    if (bytes > this.#maxBytes) return;
    this.#copies.set(key, copy);
    this.#bytes += bytes;
    for (const oldest of this.#copies.keys()) {
      if (this.#bytes <= this.#maxBytes && this.#copies.size <= maxCopies) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#copies.get(key)?.content?.byteLength ?? 0;
    this.#copies.delete(key);
  }
}

interface Copy {
  readonly etag: string;
  readonly content: Uint8Array | null;
}
