import type { Body } from '../../shared/http/body.ts';
import type { ByteRange } from '../../shared/http/range.ts';
import type { StoredFile } from '../../shared/platform/file-source.ts';
import type { Descriptor } from './descriptor.ts';
import { FileBody } from './file-body.ts';
import type { FileState } from './file-state.ts';

/** A file that is read piece by piece, as fast as it is taken. */
export class OpenFile implements StoredFile {
  readonly content = undefined;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly lastModified: string;
  readonly #descriptor: Descriptor;

  constructor(descriptor: Descriptor, { size, etag, modifiedAt, lastModified }: FileState) {
    this.#descriptor = descriptor;
    this.size = size;
    this.etag = etag;
    this.modifiedAt = modifiedAt;
    this.lastModified = lastModified;
  }

  read(range: ByteRange | undefined): Body {
    if (!range) return new FileBody(this.#descriptor, 0, this.size, () => this.#descriptor.close());
    return new FileBody(this.#descriptor, range.first, range.last + 1);
  }

  close(): void {
    this.#descriptor.close();
  }
}
