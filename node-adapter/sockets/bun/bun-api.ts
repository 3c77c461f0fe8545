/** What is used of Bun's own sockets, which cost a fraction of what its `node:net` does. */
export interface BunApi {
  listen(options: BunListenOptions): BunListener;
  connect(options: BunConnectOptions): Promise<unknown>;
}

/** A place where Bun takes connections. */
export interface BunListener {
  readonly port: number | undefined;
  stop(closesActive?: boolean): void;
}

/** One connection as Bun has it. */
export interface BunRaw {
  /** Ours for this connection, set by whoever takes it. */
  data: unknown;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly localPort: number | undefined;
  /** Answers how many bytes the operating system took; less than 0 when the connection is broken. */
  write(bytes: Uint8Array, offset?: number, length?: number): number;
  pause(): void;
  resume(): void;
  /** Ends our half. */
  shutdown(): void;
  /** Closes both halves. */
  close(): void;
  /** Breaks the connection off. */
  terminate(): void;
  setNoDelay(isOn: boolean): void;
  setKeepAlive(isOn: boolean, delayMs: number): void;
}

/** What Bun calls for its connections. */
export interface BunEvents {
  open(raw: BunRaw): void;
  data(raw: BunRaw, bytes: Uint8Array): void;
  drain(raw: BunRaw): void;
  end(raw: BunRaw): void;
  close(raw: BunRaw, error?: Error): void;
  error(raw: BunRaw, error: Error): void;
  connectError?(raw: BunRaw, error: Error): void;
}

/** A host and a port, or the path of a Unix socket. */
export type BunPlace =
  | { readonly hostname: string; readonly port: number; readonly ipv6Only?: boolean }
  | { readonly unix: string };

type BunListenOptions = BunPlace & { readonly allowHalfOpen: true; readonly socket: BunEvents };
type BunConnectOptions = BunListenOptions & { readonly data: unknown };

/** Bun's own interface, where this process runs on it. */
export function bunApi(): BunApi | undefined {
  return (globalThis as { readonly Bun?: BunApi }).Bun;
}
