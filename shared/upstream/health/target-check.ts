/** How checks become a verdict. */
export interface CheckRules {
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** What a target counts as before it was checked; `check-first`: as unhealthy until its first check, which decides. */
  readonly initial: 'healthy' | 'unhealthy' | 'check-first';
}

/** What one check found. */
export type CheckResult =
  | { readonly ok: true /** It answers, but not as it should: why. */; readonly degraded?: string | undefined }
  | { readonly ok: false; readonly reason: string };

/** What is held of a target, in a form that can be kept and sent. */
export interface CheckVerdict {
  readonly healthy: boolean;
  readonly degraded: boolean;
  /** What the newest check found, in a few words. */
  readonly reason: string;
}

/** Why it counts as it does before its first check. */
export const notChecked = 'not checked yet';

/** The verdict on one target, which only so many checks in a row can turn. */
export class TargetCheck {
  #rules: CheckRules;
  #verdict: CheckVerdict;
  /** Checks in a row that speak against the verdict. */
  #against = 0;
  #isDecided: boolean;

  constructor(rules: CheckRules) {
    this.#rules = rules;
    this.#verdict = { healthy: rules.initial === 'healthy', degraded: false, reason: notChecked };
    this.#isDecided = rules.initial !== 'check-first';
  }

  get verdict(): CheckVerdict {
    return this.#verdict;
  }

  /** Takes other rules, as after a reload; the verdict stays. */
  configure(rules: CheckRules): void {
    this.#rules = rules;
  }

  /** Takes a verdict that was reached elsewhere, or before. */
  take(verdict: CheckVerdict): void {
    this.#verdict = verdict;
    this.#isDecided = true;
    this.#against = 0;
  }

  /** Learns what a check found; the verdict that follows. */
  note(result: CheckResult): CheckVerdict {
    const { healthy } = this.#verdict;
    this.#against = result.ok === healthy ? 0 : this.#against + 1;
    const needed = result.ok ? this.#rules.healthyThreshold : this.#rules.unhealthyThreshold;
    const isTurned = this.#isDecided ? this.#against >= needed : true;
    this.#isDecided = true;
    if (isTurned) this.#against = 0;
    this.#verdict = {
      healthy: isTurned ? result.ok : healthy,
      degraded: result.ok && result.degraded !== undefined,
      reason: result.ok ? (result.degraded ?? 'the check passed') : result.reason,
    };
    return this.#verdict;
  }
}
