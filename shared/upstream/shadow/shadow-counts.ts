/** What became of the copies of a route's requests since the configuration was loaded. */
export interface ShadowCounts {
  /** Copies sent. */
  sent: number;
  /** Of these: answered, with whatever status. */
  answered: number;
  /** Of these: not answered in time. */
  timedOut: number;
  /** Of these: failed otherwise. */
  failed: number;
  /** Not made: as many as may be were under way. */
  skippedBusy: number;
  /** Not made: the other upstream failed too often of late, or has no target. */
  skippedUnavailable: number;
  /** Not made: the body is larger than what is kept, or bodies are not sent along. */
  skippedBody: number;
  /** Not made: the body did not come to its end, or nobody read it that far. */
  skippedIncomplete: number;
}

/** Nothing yet. */
export function noShadows(): ShadowCounts {
  return {
    sent: 0,
    answered: 0,
    timedOut: 0,
    failed: 0,
    skippedBusy: 0,
    skippedUnavailable: 0,
    skippedBody: 0,
    skippedIncomplete: 0,
  };
}
