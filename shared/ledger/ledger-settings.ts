/** Where counts are kept, as a configuration says. Plain data: equal settings mean one and the same ledger. */
export type LedgerSettings =
  | LocalLedgerSettings
  | SqliteLedgerSettings
  | RedisLedgerSettings
  | UpstashLedgerSettings
  | MemcachedLedgerSettings
  | DurableObjectLedgerSettings;

/** In the memory of this process; where several processes serve, in a file that they share. */
export interface LocalLedgerSettings {
  readonly backend: 'local';
  /** Counters kept at once. */
  readonly maxKeys: number;
  /** Whose counters these are, where a limit keeps its own apart from those of all others. */
  readonly apart?: string | undefined;
}

/** In a file of this machine. */
export interface SqliteLedgerSettings {
  readonly backend: 'sqlite';
  readonly file: string;
  readonly guard: GuardSettings;
}

/** In a Redis that is spoken with over TCP. */
export interface RedisLedgerSettings {
  readonly backend: 'redis';
  /** With user and password, if there are any: a secret. */
  readonly url: string;
  readonly prefix: string;
  readonly poolSize: number;
  readonly guard: GuardSettings;
  readonly lease: LeaseSettings | undefined;
}

/** In a Redis that is spoken with over HTTP. */
export interface UpstashLedgerSettings {
  readonly backend: 'upstash';
  readonly url: string;
  /** A secret. */
  readonly token: string;
  readonly prefix: string;
  readonly guard: GuardSettings;
  readonly lease: LeaseSettings | undefined;
}

/** In Memcached, which counts requests alone. */
export interface MemcachedLedgerSettings {
  readonly backend: 'memcached';
  readonly url: string;
  readonly prefix: string;
  readonly poolSize: number;
  /** How long a count is kept at least; as long as its rule needs it when absent. */
  readonly keepMs?: number | undefined;
  readonly guard: GuardSettings;
}

/** In Durable Objects: by a binding of the Worker, or from anywhere else by the URL of a Worker that has one. */
export interface DurableObjectLedgerSettings {
  readonly backend: 'durable-object';
  readonly binding: string;
  readonly url: string | undefined;
  /** A secret. */
  readonly token: string | undefined;
  readonly guard: GuardSettings;
  readonly lease: LeaseSettings | undefined;
}

/** What happens while a ledger cannot be asked. */
export interface GuardSettings {
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  /** `closed` refuses, `open` lets through, `local` counts here with a share of each limit. */
  readonly failureMode: 'closed' | 'open' | 'local';
  /** Share of a limit that this instance lets through by itself, above 0 and at most 1. */
  readonly localShare: number;
}

/** Slices of limits that an instance takes from a ledger to spend them by itself. */
export interface LeaseSettings {
  /** Share of a limit that one slice takes, above 0 and at most 1. */
  readonly share: number;
  /** How long a slice is kept at most. */
  readonly holdMs: number;
}
