import assert from 'node:assert/strict';
import type { Routed } from '../../shared/engine/exchange.ts';
import type { BalancerDefinition } from '../../shared/upstream/balancers/balancer.ts';
import type { BalancerOptions } from '../../shared/upstream/balancers/balancer-options.ts';
import type { Outcome } from '../../shared/upstream/outcome.ts';
import type { Target } from '../../shared/upstream/target.ts';
import { Upstream } from '../../shared/upstream/upstream.ts';
import { routedExchange } from './exchange.ts';
import { FakeClock } from './fake-clock.ts';
import type { SeededRandom } from './seeded-random.ts';
import { targetsOf } from './targets.ts';

interface UnderWay {
  readonly upstream: Upstream;
  readonly exchange: Routed;
  readonly target: Target;
}

/**
 * Requests that begin and end in random order, with failures, ejections and reloads between. After each step the counts
 * of the upstream must be those of the requests under way; when all have ended, nothing.
 */
export class RandomTraffic {
  readonly #balancer: BalancerDefinition<BalancerOptions>;
  readonly #options: BalancerOptions;
  readonly #random: SeededRandom;
  readonly #clock = new FakeClock();
  readonly #underWay: UnderWay[] = [];
  #upstream: Upstream;

  constructor(balancer: BalancerDefinition<BalancerOptions>, options: BalancerOptions, random: SeededRandom) {
    this.#balancer = balancer;
    this.#options = options;
    this.#random = random;
    this.#upstream = this.#load();
  }

  run(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      this.#clock.advance(this.#random.below(500));
      this.#step(this.#random.next());
      this.#check();
    }
    while (this.#underWay.length > 0) this.#end();
    this.#check();
  }

  #step(chance: number): void {
    if (chance < 0.02) this.#reload();
    else if (chance < 0.55 && this.#underWay.length < 40) this.#begin();
    else if (this.#underWay.length > 0) this.#end();
  }

  #begin(): void {
    const exchange = routedExchange({ address: `198.51.100.${this.#random.below(256)}` });
    const target = this.#upstream.pick(exchange, [])!;
    this.#underWay.push({ upstream: this.#upstream, exchange, target });
  }

  #end(): void {
    const [ended] = this.#underWay.splice(this.#random.below(this.#underWay.length), 1);
    const { upstream, exchange, target } = ended!;
    const outcomes: readonly Outcome[] = [
      { kind: 'answered', status: 200, tookMs: this.#random.below(300) },
      { kind: 'answered', status: 503, tookMs: 3 },
      { kind: 'timed-out', phase: 'connect', tookMs: 1000 },
      { kind: 'client-left', tookMs: 20 },
    ];
    upstream.release(exchange, target, outcomes[this.#random.below(outcomes.length)]!);
  }

  #reload(): void {
    const previous = this.#upstream;
    this.#upstream = this.#load();
    this.#upstream.adopt(previous);
  }

  #load(): Upstream {
    const weights = Array.from({ length: 6 }, () => this.#random.below(4));
    return new Upstream(
      {
        ...{ name: 'app', targets: targetsOf(weights, 'near'), balancer: this.#balancer },
        balancerOptions: this.#options,
        passiveHealth: {
          ...{ consecutiveFailures: 3, failureRate: 0.5, minRequests: 10, windowMs: 10_000 },
          ...{ ejectionMs: 5000, maxEjectedPercent: 50 },
        },
      },
      { clock: this.#clock, random: this.#random },
    );
  }

  #check(): void {
    const counted = this.#upstream.targets.map((target) => target.inFlight);
    const expected = this.#upstream.targets.map(
      ({ name }) => this.#underWay.filter(({ target }) => target.name === name).length,
    );
    assert.deepEqual(counted, expected);
  }
}
