import type { Body } from '../../../shared/http/body.ts';
import { httpDate } from '../../../shared/http/http-date.ts';
import type { ByteRange } from '../../../shared/http/range.ts';
import { WebBody } from '../../../shared/http/web-body.ts';
import type { StoredFile } from '../../../shared/platform/file-source.ts';
import { LateBody } from './late-body.ts';

/** What a store tells of a file, and the stream of all of it. */
export interface WebFileParts {
  readonly size: number | undefined;
  readonly etag: string | undefined;
  readonly modifiedAt: number | undefined;
  readonly stream: ReadableStream<Uint8Array>;
  /** A stream of these bytes of the same file. */
  open(range: ByteRange): Promise<ReadableStream<Uint8Array>>;
}

/** A file of a store that answers with streams. */
export class WebFile implements StoredFile {
  readonly content = undefined;
  readonly size: number | undefined;
  readonly etag: string | undefined;
  readonly modifiedAt: number | undefined;
  readonly lastModified: string | undefined;
  readonly #open: WebFileParts['open'];
  #stream: ReadableStream<Uint8Array> | undefined;

  constructor({ size, etag, modifiedAt, stream, open }: WebFileParts) {
    this.size = size;
    this.etag = etag;
    this.modifiedAt = modifiedAt;
    this.lastModified = modifiedAt === undefined ? undefined : httpDate(modifiedAt);
    this.#open = open;
    this.#stream = stream;
  }

  read(range: ByteRange | undefined): Body {
    const stream = this.#stream;
    if (range === undefined && stream) {
      this.#stream = undefined;
      return new WebBody(stream, this.size, 'internal');
    }
    const { first, last } = range ?? { first: 0, last: this.size! - 1 };
    return new LateBody(last - first + 1, () => this.#open({ first, last }));
  }

  close(): void {
    // Fails when the stream is broken already; there is nothing left to let go of then.
    this.#stream?.cancel().catch(() => undefined);
    this.#stream = undefined;
  }
}
