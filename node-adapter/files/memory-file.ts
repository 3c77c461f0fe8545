import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { ByteRange } from '../../shared/http/range.ts';
import type { StoredFile } from '../../shared/platform/file-source.ts';
import type { FileState } from './file-state.ts';

/** A file whose bytes are in memory. */
export class MemoryFile implements StoredFile {
  readonly state: FileState;
  readonly content: Uint8Array;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly lastModified: string;

  constructor(state: FileState, content: Uint8Array) {
    this.state = state;
    this.content = content;
    this.size = content.byteLength;
    this.etag = state.etag;
    this.modifiedAt = state.modifiedAt;
    this.lastModified = state.lastModified;
  }

  read(range: ByteRange | undefined): BytesBody {
    return new BytesBody(range ? this.content.subarray(range.first, range.last + 1) : this.content);
  }

  close(): void {}
}
