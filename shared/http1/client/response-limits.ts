import type { ChunkedLimits } from '../chunked.ts';
import type { FieldLimits } from '../fields.ts';

/** Bounds of what an upstream may send beside its content. Whatever exceeds them is no answer. */
export interface ResponseLimits {
  readonly head: FieldLimits;
  readonly chunked: ChunkedLimits;
  /** Informational heads (1xx) before the answer proper. */
  readonly maxInformational: number;
}

/** Bounds that real servers keep to with room to spare. */
export const defaultResponseLimits: ResponseLimits = {
  head: {
    maxBytes: 128 * 1024,
    maxStartLineBytes: 8 * 1024,
    maxCount: 512,
    maxNameBytes: 1024,
    maxValueBytes: 64 * 1024,
  },
  chunked: {
    maxChunkExtensionBytes: 4 * 1024,
    maxExtensionBytes: 64 * 1024,
    trailers: {
      maxBytes: 32 * 1024,
      maxStartLineBytes: 0,
      maxCount: 128,
      maxNameBytes: 1024,
      maxValueBytes: 16 * 1024,
    },
  },
  maxInformational: 64,
};
