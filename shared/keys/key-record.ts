/** What a key may be used for, and how much. What is absent is not limited. */
export interface KeySettings {
  /** What people call it. */
  readonly name: string;
  /** Routes that it opens, by their names in the configuration; all that take keys when empty. */
  readonly routes: readonly string[];
  /** Patterns of the models it may ask for; all when empty. */
  readonly models: readonly string[];
  /** Addresses and ranges it may be used from; all when empty. */
  readonly addresses: readonly string[];
  /** Milliseconds since the epoch from which it is no good. */
  readonly expiresAt?: number | undefined;
  readonly rates?: KeyRates | undefined;
  readonly budgets: readonly KeyBudget[];
  /** Whatever its owner wants to remember of it. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How much may be used in a minute. */
export interface KeyRates {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  readonly inputTokensPerMinute?: number | undefined;
  readonly outputTokensPerMinute?: number | undefined;
  readonly burstTokens?: number | undefined;
  readonly burstRequests?: number | undefined;
}

/** How much may be used in a period: tokens or money, one of both. */
export interface KeyBudget {
  readonly name: string;
  readonly tokens?: number | undefined;
  readonly cost?: number | undefined;
  readonly period: KeyPeriod;
  readonly timeZone: string;
  /** False counts without refusing. */
  readonly enforce: boolean;
}

/** Periods of the calendar. */
export const keyPeriods = ['hour', 'day', 'week', 'month'] as const;
/** One of them. */
export type KeyPeriod = (typeof keyPeriods)[number];

/** A key as a store keeps it: everything but its text. */
export interface KeyRecord {
  /** Names it in logs, and its counts; no secret. */
  readonly id: string;
  readonly settings: KeySettings;
  /** The present secret first; then those that were rotated away, while they are still good. */
  readonly secrets: readonly [KeySecret, ...KeySecret[]];
  readonly createdAt: number;
  readonly rotatedAt?: number | undefined;
  readonly revokedAt?: number | undefined;
  /** Goes up by one with each change. */
  readonly version: number;
}

/** What is kept of the text of a key. */
export interface KeySecret {
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  /** Its last characters. */
  readonly hint: string;
  /** Until when it is still good; absent for the present one. */
  readonly until?: number | undefined;
}
