import type { Routed } from '../../shared/engine/exchange.ts';
import { findBalancer } from '../../shared/upstream/balancers/find-balancer.ts';
import type { Leg } from '../../shared/upstream/leg.ts';
import { RetryBudget } from '../../shared/upstream/retry-budget.ts';
import type { RetryPolicy } from '../../shared/upstream/retry-policy.ts';
import { Upstream, type UpstreamOptions } from '../../shared/upstream/upstream.ts';
import { type RequestOptions, routedExchange } from './exchange.ts';
import type { FakePlatform } from './fake-platform.ts';
import { targetOf } from './targets.ts';

/** What a test says of a way to an upstream; the rest tries two targets in turn, without waits. */
export interface LegOptions extends Partial<Omit<Leg, 'retry' | 'upstream' | 'platform'>> {
  readonly name?: string;
  /** Targets `<name>0`, `<name>1` and so on; two unless given. */
  readonly targets?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly passiveHealth?: UpstreamOptions['passiveHealth'];
}

/** A way to an upstream. */
export function legOf(platform: FakePlatform, options: LegOptions = {}): Leg {
  const { name = 'app', targets = 2, retry, passiveHealth, ...rest } = options;
  const upstream = new Upstream(
    {
      name,
      targets: Array.from({ length: targets }, (_, i) => targetOf(`${name}${i}:80`)),
      ...{ balancer: findBalancer('round-robin')!, balancerOptions: {}, passiveHealth },
    },
    platform,
  );
  return {
    ...{ upstream, platform, host: 'target', hedging: undefined },
    retry: { ...policy, ...retry },
    timeouts: { connectMs: 1, firstByteMs: 2, readMs: 3, writeMs: 4 },
    budget: new RetryBudget({ percent: 100, min: 10 }, platform.clock),
    ...rest,
  };
}

/** A request that is answered by upstreams, with the work it left in the background. */
export function proxiedExchange(options: RequestOptions & Partial<Pick<Routed, 'body'>> = {}): ProxiedExchange {
  const exchange = routedExchange(options);
  const background: Promise<unknown>[] = [];
  Object.assign(exchange.downstream, { background: (work: Promise<unknown>) => background.push(work), inform() {} });
  exchange.body = options.body ?? null;
  return { exchange, background };
}

export interface ProxiedExchange {
  readonly exchange: Routed;
  readonly background: readonly Promise<unknown>[];
}

/** Places taken at the targets of an upstream. */
export function placesAt({ upstream }: Leg): readonly number[] {
  return upstream.targets.map(({ inFlight }) => inFlight);
}

const policy: RetryPolicy = {
  ...{ maxAttempts: 3, unsentOnly: false, retryableStatusCodes: new Set(), backoffMs: 0, maxBackoffMs: 0 },
  ...{ timeoutMs: undefined, perAttemptMs: undefined, retryNonIdempotent: false, maxReplayBytes: 1000 },
};
