import type { HashKey } from '../hash-key.ts';
import type { BalancerDefinition } from './balancer.ts';
import type { StickyCookieOptions } from './sticky-cookie.ts';

/** Every setting that some balancer reads. Each reads its own; what is absent has the default named here. */
export interface BalancerOptions extends HashOptions, RingOptions, PeakEwmaOptions, AdaptiveOptions {
  readonly subset?: SubsetOptions | undefined;
  readonly locality?: LocalityOptions | undefined;
  readonly sticky?: StickyOptions | undefined;
}

/** Settings of all balancers that go by a part of the request. */
export interface HashOptions {
  /** The address of the client. */
  readonly key?: HashKey | undefined;
}

/** Settings of `consistent-hash`. */
export interface RingOptions extends HashOptions {
  /** Places on the ring of the heaviest target; others have their share of it. 150. */
  readonly virtualNodes?: number | undefined;
  /** How much more than its share a target may carry before keys overflow to the next one; 0: any amount. 1.25. */
  readonly loadBound?: number | undefined;
}

/** Settings of `peak-ewma`. */
export interface PeakEwmaOptions {
  /** Time in which what was measured loses 63 % of its say. 10,000. */
  readonly decayMs?: number | undefined;
  /** What a target is taken to need before it is measured. 1. */
  readonly initialMs?: number | undefined;
  /** What each request under way adds to the score, as a share of it. 1.5. */
  readonly loadPenalty?: number | undefined;
}

/** Settings of `adaptive`. */
export interface AdaptiveOptions {
  readonly adaptive?: Partial<AdaptiveTuning> | undefined;
}

/** How `adaptive` changes weights. */
export interface AdaptiveTuning {
  /** 10,000. */
  readonly adjustIntervalMs: number;
  /** Requests that must have been seen before a weight changes. 100. */
  readonly minRequests: number;
  /** Bounds of a weight as shares of the configured one. 0.1 and 2. */
  readonly minWeightRatio: number;
  readonly maxWeightRatio: number;
  /** Share of failures that a target may have. 0.05. */
  readonly errorThreshold: number;
  /** 500. */
  readonly latencyThresholdMs: number;
  /** Say of the newest interval against all earlier ones. 0.8. */
  readonly smoothing: number;
  /** Factor of a weight after a good interval. 1.1. */
  readonly recovery: number;
  /** Share of its weight that a target keeps however bad the interval. 0.7. */
  readonly penalty: number;
}

/** Settings of `subset`. */
export interface SubsetOptions {
  /** Targets this process uses. 10. */
  readonly size?: number | undefined;
  /** Tells processes apart; chosen at random when absent. */
  readonly id?: string | undefined;
  /** How to choose within the subset. `round-robin`. */
  readonly inner?: InnerBalancer | undefined;
}

/** Settings of `locality`. */
export interface LocalityOptions {
  /** The zone this process is in. */
  readonly zone?: string | undefined;
  /** How to choose when no target of the zone is left. `round-robin`. */
  readonly fallback?: InnerBalancer | undefined;
  /** Rather no target than one of another zone. */
  readonly staysLocal?: boolean | undefined;
}

/** Settings of `sticky`. */
export interface StickyOptions extends StickyCookieOptions {
  /** How to choose for a client that brings no valid cookie. `round-robin`. */
  readonly fallback?: InnerBalancer | undefined;
}

/** A balancer that another one uses. */
export interface InnerBalancer {
  readonly balancer: BalancerDefinition<BalancerOptions>;
  readonly options: BalancerOptions;
}
