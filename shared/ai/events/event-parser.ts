import type { StreamEvent } from './stream-event.ts';

/** Takes events as they are complete. */
export interface EventSink {
  event(event: StreamEvent): void;
}

/**
 * Cuts a stream of bytes into events, whatever chunks it comes in. The bytes of all events in a row are the bytes of
 * the stream: nothing is lost, also not what is no event (comments, blank lines, separators), which comes with the
 * event that follows or as an event without data. Time is linear; memory is bounded by `maxEventBytes`.
 */
export interface EventParser {
  /** Takes a chunk, which must not change afterwards. Throws `Fault('upstream_bad_response')` past the bound. */
  write(chunk: Uint8Array): void;
  /** The end of the stream. What stands without its end is delivered as an event all the same. */
  end(): void;
}

/** Longest event taken where nothing else is said. Images come inside events, in base64. */
export const defaultMaxEventBytes = 16 * 1024 * 1024;
