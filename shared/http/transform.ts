import type { Fault } from '../errors/fault.ts';

/** Watches the chunks of a body. Must neither keep nor change them. */
export interface BodyTap {
  chunk(bytes: Uint8Array): void;
  /** Runs exactly once, however the body ended; `fault` says what broke it off, or that the receiver left. */
  closed(fault: Fault | undefined): void;
}

/** Changes a body chunk by chunk. */
export interface BodyTransform {
  /** What to send in place of `bytes`; `undefined` holds them back. */
  chunk(bytes: Uint8Array): Uint8Array | undefined;
  /** What to send after the last chunk of a complete body. */
  end?(): Uint8Array | undefined;
  /** Runs exactly once, however the body ended. */
  closed?(fault: Fault | undefined): void;
}
