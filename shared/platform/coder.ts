/**
 * One body on its way through a content coding, pushed. Its owner sets the sink before the first write, and destroys it
 * unless it has ended or failed.
 */
export interface Coder {
  /** Takes what comes out. Nothing reaches it on the stack of `write`, `flush` or `end`. */
  sink: CoderSink;
  /** Takes a chunk, which must not be changed afterwards. False: wait for `onDrain`; the bytes are taken all the same. */
  write(bytes: Uint8Array): boolean;
  /** Lets out what was written so far, where the platform can; see {@link Compression}. */
  flush(): void;
  /** Nothing more is written. */
  end(): void;
  /** Stops and restarts `onOutput`. */
  pause(): void;
  resume(): void;
  /** Lets go of its memory; the sink is not called again. Harmless after the end. */
  destroy(): void;
}

/** Who owns a coder. */
export interface CoderSink {
  onOutput(bytes: Uint8Array): void;
  onDrain(): void;
  /** All that was written has come out. */
  onEnd(): void;
  /** What was written is not of this coding, or breaks off; nothing is called afterwards. */
  onError(error: unknown): void;
}

/** The sink of a coder that has no owner yet. */
export const unowned: CoderSink = { onOutput() {}, onDrain() {}, onEnd() {}, onError() {} };
