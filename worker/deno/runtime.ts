/** What we use of Deno's own interfaces. */
export interface DenoRuntime {
  readonly env: { toObject(): Record<string, string> };
  createHttpClient(options: DenoClientOptions): DenoHttpClient;
}

/** How a client of Deno's `fetch` behaves. */
export interface DenoClientOptions {
  readonly allowHost: boolean;
  readonly caCerts?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

/** A client of Deno's `fetch`; opaque to us. */
export interface DenoHttpClient {
  close(): void;
}

/** What the server of Deno tells of a connection. */
export interface DenoServeInfo {
  readonly remoteAddr: { readonly hostname?: string; readonly port?: number };
}

declare const Deno: DenoRuntime;

/** Deno itself. */
export const deno: DenoRuntime = Deno;
