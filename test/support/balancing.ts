import type { BalancerDefinition } from '../../shared/upstream/balancers/balancer.ts';
import type { BalancerOptions } from '../../shared/upstream/balancers/balancer-options.ts';
import type { TargetOptions } from '../../shared/upstream/live-target.ts';
import { Upstream } from '../../shared/upstream/upstream.ts';
import { type RequestOptions, routedExchange } from './exchange.ts';
import { FakeClock } from './fake-clock.ts';
import { SeededRandom } from './seeded-random.ts';

/** What a test of one balancer starts from. */
export interface BalancingOptions {
  readonly balancer: BalancerDefinition<BalancerOptions>;
  readonly targets: readonly TargetOptions[];
  readonly options?: BalancerOptions;
  readonly seed?: number;
}

/** An upstream under one balancer, without passive health, driven by names. */
export class Balancing {
  readonly clock = new FakeClock();
  readonly upstream: Upstream;

  constructor({ balancer, targets, options = {}, seed = 1 }: BalancingOptions) {
    this.upstream = new Upstream(
      { name: 'app', targets, balancer, balancerOptions: options, passiveHealth: undefined },
      { clock: this.clock, random: new SeededRandom(seed) },
    );
  }

  /** Begins a request that does not end; the name of its target. */
  hold(request: RequestOptions = {}, tried: readonly string[] = []): string {
    return this.upstream.pick(routedExchange(request), this.#named(tried))!.name;
  }

  /** A whole request that takes `tookMs`; the name of its target. */
  request(request: RequestOptions = {}, { tookMs = 1, status = 200, tried = [] as readonly string[] } = {}): string {
    const exchange = routedExchange(request);
    const target = this.upstream.pick(exchange, this.#named(tried))!;
    this.clock.advance(tookMs);
    this.upstream.release(exchange, target, { kind: 'answered', status, tookMs });
    return target.name;
  }

  /** How many of so many requests each target gets. */
  counts(requests: number): Record<string, number> {
    const counts = Object.fromEntries(this.upstream.targets.map(({ name }) => [name, 0]));
    for (let i = 0; i < requests; i += 1) counts[this.request()]! += 1;
    return counts;
  }

  #named(names: readonly string[]) {
    return this.upstream.targets.filter(({ name }) => names.includes(name));
  }
}
