/**
 * One byte connection, pushed. The wire layer runs on this alone, so the same code serves every runtime that has
 * sockets. The adapter calls the handler; the owner of the connection sets it, and may replace it (for a tunnel).
 */
export interface Socket {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  readonly secure: boolean;
  /** Bytes written that the operating system has not taken yet; absent where the runtime cannot tell. */
  readonly unsent?: number;
  /** Takes what arrives. Bytes that arrive while it is paused wait in the operating system. */
  handler: SocketHandler;
  /** Sends bytes. False: the buffer is full, wait for `onDrain`; the bytes are taken all the same. */
  write(bytes: Uint8Array): boolean;
  /** Sends text, one byte a character (latin-1). */
  writeText(text: string): boolean;
  /** Holds writes back until `uncork`, so that they leave in one packet. */
  cork(): void;
  /** Lets them leave, at the latest when the events at hand are worked off. */
  uncork(): void;
  /** Stops and restarts reading. What was read before still comes by `onData`, some kilobytes at most. */
  pause(): void;
  resume(): void;
  /** Sends what is written, then closes our half. */
  end(): void;
  /** Closes at once. `reset` makes the other side see a broken connection rather than an end, where the runtime can. */
  destroy(how?: 'reset'): void;
}

/** What a connection tells its owner. */
export interface SocketHandler {
  /** The bytes belong to the handler until it returns; it may keep and pass on views of them. */
  onData(bytes: Uint8Array): void;
  onDrain(): void;
  /** The other side will send no more. */
  onEnd(): void;
  /** The connection is gone; nothing is called afterwards. */
  onClose(error?: Error): void;
}
