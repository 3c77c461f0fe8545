import type { Fault } from '../errors/fault.ts';
import type { Body } from './body.ts';

/** Watches the chunks of a body. Must neither keep nor change them. */
export interface BodyTap {
  chunk(bytes: Uint8Array): void;
  /** Runs exactly once, however the body ended; `fault` says what broke it off, or that the receiver left. */
  closed(fault: Fault | undefined): void;
}

/** Puts another body in the place of one, where chunk by chunk is not enough: one that takes its time, or none of it. */
export interface BodyReplacement {
  /** The body to send, which owns the one it is given. */
  replace(body: Body): Body;
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
