/** What we use of Bun's own interfaces. */
export interface BunRuntime {
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the server of Bun tells of a connection. */
export interface BunServer {
  requestIP(request: Request): { readonly address: string; readonly port: number } | null;
}

declare const Bun: BunRuntime;

/** Bun itself. */
export const bun: BunRuntime = Bun;
