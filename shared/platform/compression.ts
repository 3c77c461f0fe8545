import type { Coder } from './coder.ts';

/** The content codings Sentinel knows, by their names in `content-encoding`; `deflate` has the frame of zlib. */
export type ContentCoding = 'br' | 'zstd' | 'gzip' | 'deflate';

/** How hard to try, from 1 for the fastest to 9 for the smallest. Every coding has it mean about the same. */
export type CompressionLevel = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Coding and decoding of content. Memory of each coder is bounded, 9 MiB at most. */
export interface Compression {
  /** What it writes, and what it reads, the best first. It reads only what it can tell to be complete. */
  readonly encodes: readonly ContentCoding[];
  readonly decodes: readonly ContentCoding[];
  /** Whether `flush` does something, and `level` too; where not, output comes when the platform has enough of it. */
  readonly isSteerable: boolean;
  /** Throws when it does not write this coding. */
  encoder(coding: ContentCoding, level: CompressionLevel): Coder;
  /** Throws when it does not read this coding. Output comes in pieces of at most 4 MiB, however much the input grows. */
  decoder(coding: ContentCoding): Coder;
}
