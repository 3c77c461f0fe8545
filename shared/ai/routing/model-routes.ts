import { Fault } from '../../errors/fault.ts';
import type { Forwarding } from '../../upstream/forwarding.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Destination } from '../providers/destination.ts';

/** A way that requests for a model go. */
export interface Way {
  readonly forwarding: Forwarding;
  /** What the first upstream of the way is. */
  readonly destination: Destination;
  /** Share of the requests, among the ways of the same rule. */
  readonly weight: number;
}

/** Where the requests for some models go. */
export interface ModelRule {
  fits(model: string): boolean;
  /** Not empty. */
  readonly ways: readonly Way[];
}

/** Chooses a way by the model that is asked for. Made once per route. */
export class ModelRoutes {
  readonly #rules: readonly ModelRule[];
  readonly #byDefault: Way | undefined;
  readonly #fallbacks: ReadonlyMap<Upstream, Destination>;

  /** `byDefault`: for models that no rule fits, and requests that name none. */
  constructor(rules: readonly ModelRule[], byDefault: Way | undefined, fallbacks: ReadonlyMap<Upstream, Destination>) {
    this.#rules = rules;
    this.#byDefault = byDefault;
    this.#fallbacks = fallbacks;
  }

  /** The way for a model; the first rule that fits counts. `chance` in [0, 1) decides between ways of one rule. */
  pick(model: string | undefined, chance: number): Way {
    const rule = model === undefined ? undefined : this.#rules.find(({ fits }) => fits(model));
    const way = rule ? drawn(rule.ways, chance) : this.#byDefault;
    if (way) return way;
    throw new Fault('model_not_found', {
      detail: model === undefined ? 'no model is named' : 'no rule fits the model',
    });
  }

  /** What an upstream is on this way: its first one, or one that the way falls back to. */
  destination(way: Way, upstream: Upstream): Destination {
    if (upstream === way.forwarding.first.upstream) return way.destination;
    return this.#fallbacks.get(upstream) ?? way.destination;
  }
}

function drawn(ways: readonly Way[], chance: number): Way | undefined {
  if (ways.length === 1) return ways[0];
  let left = chance * ways.reduce((sum, { weight }) => sum + weight, 0);
  for (const way of ways) {
    left -= way.weight;
    if (left < 0) return way;
  }
  return ways.findLast(({ weight }) => weight > 0);
}
