import { type Routed, slot } from '../../engine/exchange.ts';
import type { Target } from '../target.ts';
import type { AttemptOutcome, Balancer, BalancerParts } from './balancer.ts';
import type { InnerBalancer } from './balancer-options.ts';
import { roundRobin } from './round-robin.ts';

/** A balancer used by another one for some of its picks: it learns of those, and of no others. */
export class InnerChoice {
  readonly #balancer: Balancer;
  readonly #picked = slot<boolean>();

  constructor(inner: InnerBalancer | undefined, parts: BalancerParts) {
    const { balancer, options } = inner ?? { balancer: roundRobin, options: {} };
    this.#balancer = balancer.create(options, parts);
  }

  pick(candidates: readonly Target[], exchange: Routed): Target | undefined {
    this.#note(exchange, true);
    return this.#balancer.pick(candidates, exchange);
  }

  /** The pick of this try was made without it. */
  pass(exchange: Routed): void {
    this.#note(exchange, false);
  }

  learn(target: Target, outcome: AttemptOutcome, exchange: Routed): void {
    if (exchange.get(this.#picked)) this.#balancer.learn?.(target, outcome, exchange);
  }

  #note(exchange: Routed, picked: boolean): void {
    if (this.#balancer.learn) exchange.set(this.#picked, picked);
  }
}
