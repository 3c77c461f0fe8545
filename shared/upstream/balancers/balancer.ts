import type { Routed } from '../../engine/exchange.ts';
import type { Clock, Random } from '../../platform/platform.ts';
import type { Target } from '../target.ts';
import type { BalancerMemory } from './balancer-memory.ts';

/** Chooses a target for each request. Pure but for its own state; never waits. */
export interface Balancer {
  /**
   * Chooses among `candidates`: available, not yet tried for this request, never empty. The array is the same object
   * as last time while nothing changed, so that tables made from it may be kept. `undefined`: none of them will do.
   */
  pick(candidates: readonly Target[], exchange: Routed): Target | undefined;
  /** The target that the client is bound to, which is chosen for it while that is a candidate. */
  bound?(exchange: Routed): Target | undefined;
  /** Learns how a try went: exactly once for every target picked, also when the client left (`ok` undefined). */
  learn?(target: Target, outcome: AttemptOutcome, exchange: Routed): void;
  /** Adds what the choice needs the client to know (a sticky cookie) to the response. */
  mark?(exchange: Routed, target: Target): string | undefined;
}

/** How a try went, as a balancer sees it. */
export interface AttemptOutcome {
  /** `undefined`: says nothing about the target. */
  readonly ok: boolean | undefined;
  /** To the head of the answer. */
  readonly tookMs: number;
}

/** What a balancer is made with. */
export interface BalancerParts {
  readonly targets: readonly Target[];
  readonly clock: Clock;
  readonly random: Random;
  /** Where to keep what must outlive a change of the targets. To be asked while the balancer is made, not later. */
  readonly memory?: BalancerMemory;
}

/** What the balancer before this one kept under the name; else, and where nothing is kept, what `make` makes. */
export function recalled<T>({ memory }: Pick<BalancerParts, 'memory'>, name: string, make: () => T): T {
  return memory ? memory.recall(name, make) : make();
}

/** One way of balancing: a row of the table in `balancers/index.ts`. */
export interface BalancerDefinition<Options = unknown> {
  /** Its name in the configuration. */
  readonly name: string;
  /** Other spellings that the configuration takes for it. */
  readonly aliases: readonly string[];
  /** One sentence for the reference. */
  readonly about: string;
  create(options: Options, parts: BalancerParts): Balancer;
}
