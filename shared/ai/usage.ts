/**
 * Tokens of one request as its provider bills them. Whole numbers. `input` holds all input, with what was read from and
 * written to a cache; `output` holds all output, with reasoning. So `input + output` is the total, whatever the dialect.
 */
export interface Usage {
  readonly input: number;
  readonly output: number;
  /** Part of `input` that was read from the provider's cache. */
  readonly cachedInput: number;
  /** Part of `input` that was written to the provider's cache. */
  readonly cacheWrite: number;
  /** Part of `cacheWrite` that the provider keeps for an hour, which costs more than its usual minutes. */
  readonly hourCacheWrite: number;
  /** Part of `output` that the client does not see. */
  readonly reasoning: number;
  readonly audioInput: number;
  readonly audioOutput: number;
}

/** What a provider reports. Of what it leaves out, the number is what the rest of the report tells of it. */
export interface ReportedUsage extends Usage {
  readonly lacksInput?: true;
  readonly lacksOutput?: true;
}

/** What was used, and how that is known. */
export interface MeasuredUsage extends Usage {
  /** `reported` by the provider; `counted` here from what was sent; `mixed` when only a part was reported; `estimated` when nobody could read it. */
  readonly source: 'reported' | 'counted' | 'mixed' | 'estimated';
}
