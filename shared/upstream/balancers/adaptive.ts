import type { Random } from '../../platform/platform.ts';
import type { Target } from '../target.ts';
import { weightOf } from '../weight-of.ts';
import { adjustWeight, defaultTuning } from './adaptive-weight.ts';
import { type AttemptOutcome, type BalancerDefinition, recalled } from './balancer.ts';
import type { AdaptiveOptions, AdaptiveTuning } from './balancer-options.ts';

/** Targets drawn by weights that follow how well each of them does. */
export const adaptive: BalancerDefinition<AdaptiveOptions> = {
  name: 'adaptive',
  aliases: [],
  about: 'Draws by weights that fall with errors and latency and recover with good answers.',
  create(options, parts) {
    const { targets, clock, random } = parts;
    const tuning = { ...defaultTuning, ...options.adaptive };
    const records = targets.map((target) =>
      // With another weight it begins anew: what it learnt is a share of the weight.
      recalled(parts, `adaptive ${target.name} ${target.weight}`, () => new Performance(target, tuning)),
    );
    let adjustedAt = clock.monotonic();
    return {
      pick(candidates) {
        const now = clock.monotonic();
        if (now - adjustedAt >= tuning.adjustIntervalMs) {
          for (const record of records) record.adjust();
          adjustedAt = now;
        }
        return draw(candidates, records, random);
      },
      learn(target, outcome) {
        records[target.index]!.note(outcome);
      },
    };
  },
};

/** What one target did, and the weight that follows from it. */
class Performance {
  readonly #configured: number;
  readonly #tuning: AdaptiveTuning;
  #weight: number;
  #errorRate = 0;
  #latencyMs = 0;
  #requests = 0;
  #failures = 0;
  #successMs = 0;

  constructor(target: Target, tuning: AdaptiveTuning) {
    this.#configured = weightOf(target);
    this.#weight = this.#configured;
    this.#tuning = tuning;
  }

  note({ ok, tookMs }: AttemptOutcome): void {
    if (ok === undefined) return;
    this.#requests += 1;
    if (ok) this.#successMs += tookMs;
    else this.#failures += 1;
  }

  /** Draws the sum of an interval; too few requests say nothing yet and wait for more. */
  adjust(): void {
    const { minRequests, smoothing } = this.#tuning;
    if (this.#requests < minRequests) return;
    const successes = this.#requests - this.#failures;
    this.#errorRate = blend(this.#errorRate, this.#failures / this.#requests, smoothing);
    if (successes > 0) this.#latencyMs = blend(this.#latencyMs, this.#successMs / successes, smoothing);
    const record = { errorRate: this.#errorRate, latencyMs: this.#latencyMs };
    this.#weight = adjustWeight(this.#weight, this.#configured, record, this.#tuning);
    this.#requests = 0;
    this.#failures = 0;
    this.#successMs = 0;
  }

  scoreOf({ inFlight }: Target): number {
    return this.#weight / (1 + inFlight + 100 * this.#errorRate + this.#latencyMs / 10);
  }
}

function blend(old: number, sample: number, smoothing: number): number {
  return smoothing * sample + (1 - smoothing) * old;
}

/** One candidate, with the chance of its score. */
function draw(candidates: readonly Target[], records: readonly Performance[], random: Random): Target {
  let total = 0;
  for (const target of candidates) total += records[target.index]!.scoreOf(target);
  let rest = random.next() * total;
  for (const target of candidates) {
    rest -= records[target.index]!.scoreOf(target);
    if (rest < 0) return target;
  }
  return candidates.at(-1)!;
}
