import type { Fault } from '../errors/fault.ts';
import type { HeaderList } from './header-list.ts';

/**
 * A body on its way: a source that pushes chunks into one sink. Nothing flows before `start`. It ends in exactly one
 * of three ways: the source calls `end` on the sink, or `fail`, or the sink's side calls `cancel` on the source.
 */
export interface Body {
  /** Bytes announced by `content-length`; `undefined` when not announced. */
  readonly length: number | undefined;
  /** Begins delivery. Called at most once, and never after `cancel`. The sink may be called before this returns. */
  start(sink: BodySink): void;
  /** Goes on after a `write` that answered false. A call too many is harmless. */
  resume(): void;
  /**
   * Lets go of the body and of whatever stands behind it; the sink is not called again.
   * Harmless after the end. `fault` says why and reaches taps and the log.
   */
  cancel(fault: Fault): void;
}

/** Where a body goes. */
export interface BodySink {
  /** Takes a chunk, which must not be kept or changed by the source afterwards. False asks it to wait for `resume`. */
  write(chunk: Uint8Array): boolean;
  /** The body is complete. `trailers` are the fields that followed it, if any. */
  end(trailers?: HeaderList): void;
  /** The body broke off. What was written so far is not all of it. */
  fail(fault: Fault): void;
}
