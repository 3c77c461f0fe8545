import type { Exchange, Finished } from '../../engine/exchange.ts';
import { inferenceCost } from '../../engine/inference-cost.ts';
import { inferenceNote } from '../../engine/inference-note.ts';
import type { Owner, Registry } from './registry.ts';

/** Tokens that were charged. */
export interface ChargedTokens {
  readonly input: number;
  readonly output: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

/** The label that stands for a model on a route: names of clients and upstreams become one of few, or `other`. */
export type ModelLabel = (route: string, model: string | undefined) => string;

/** Counts what is asked of models. */
export class ModelMetrics {
  readonly #registry: Registry;
  readonly #label: ModelLabel;

  constructor(registry: Registry, label: ModelLabel) {
    this.#registry = registry;
    this.#label = label;
  }

  /** A request is over. */
  record(route: string, exchange: Finished): void {
    const note = exchange.get(inferenceNote);
    if (note === undefined) return;
    const owner: Owner = `route ${route}`;
    const { provider = 'none', stream, outcome, firstTokenMs } = note;
    const answer = stream ? 'stream' : 'document';
    this.#registry.counter('modelRequests', owner, route, provider, answer, outcome).add();
    if (firstTokenMs !== undefined) this.#registry.histogram('firstTokens', owner, route).observe(firstTokenMs / 1000);
  }

  /** What it used is settled, which may be later. Its cost is on the exchange, if there is one. */
  settled(exchange: Exchange, model: string | undefined, tokens: ChargedTokens | undefined): void {
    const route = exchange.routing?.route.id;
    if (route === undefined) return;
    const label = this.#label(route, model);
    if (tokens) this.#tokens(route, label, tokens);
    const cost = exchange.get(inferenceCost);
    if (cost === undefined) return;
    const owner: Owner = `route ${route}`;
    const { microUnits, currency } = cost;
    if (microUnits === undefined) this.#registry.counter('unpriced', owner, route, label).add();
    else this.#registry.counter('costs', owner, route, label, currency).add(microUnits);
  }

  #tokens(route: string, model: string, tokens: ChargedTokens): void {
    const owner: Owner = `route ${route}`;
    for (const [kind, amount] of kindsOf(tokens)) {
      if (amount > 0) this.#registry.counter('tokens', owner, route, model, kind).add(amount);
    }
  }
}

function kindsOf({ input, output, cachedInput, cacheWrite, reasoning }: ChargedTokens): readonly [string, number][] {
  return [
    ['input', input],
    ['output', output],
    ['cached-input', cachedInput],
    ['cache-write', cacheWrite],
    ['reasoning', reasoning],
  ];
}
